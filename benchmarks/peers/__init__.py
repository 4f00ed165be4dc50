"""What the benchmark compares with, each as a small program that runs in a process of its own."""
