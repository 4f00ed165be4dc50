#!/bin/sh
# Makes the certificates of the TLS tests anew: an authority of our own, and two servers it vouches
# for, one of them out of date. The keys guard nothing and are published on purpose.
set -eu
cd "$(dirname "$0")"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 \
  -subj "/CN=pressearkiv test authority" -keyout authority.key -out authority.pem \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
for name in server expired; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj "/CN=press.test" -keyout "$name.key" -out "$name.csr"
  printf '%s\n' "subjectAltName=DNS:press.test,IP:127.0.0.1" "basicConstraints=CA:FALSE" \
    "authorityKeyIdentifier=keyid" "subjectKeyIdentifier=hash" "extendedKeyUsage=serverAuth" \
    "keyUsage=critical,digitalSignature" > extensions.txt
  days=36500
  [ "$name" = expired ] && days=-1
  openssl x509 -req -in "$name.csr" -CA authority.pem -CAkey authority.key -days "$days" \
    -extfile extensions.txt -out "$name.crt"
  cat "$name.crt" "$name.key" > "$name.pem"
done
rm -f ./*.csr ./*.crt ./*.key ./*.srl extensions.txt
