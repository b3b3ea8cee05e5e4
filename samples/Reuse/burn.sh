# Keeps one processor busy until it is stopped.
echo "burning"
while :; do :; done
