# Writes $PARAM_MEGABYTES MB, reads them again and compares, and records how fast that was.
file=$(mktemp) || exit
trap 'rm -f "$file"' EXIT
start=$(date +%s%N)
head -c "${PARAM_MEGABYTES}000000" /dev/urandom > "$file" || exit
sum=$(cksum < "$file")
[ "$(dd if="$file" bs=64k 2> /dev/null | cksum)" = "$sum" ] || { echo "what was read is not what was written" >&2; exit 1; }
rate=$(awk "BEGIN { printf \"%.1f\", $PARAM_MEGABYTES * 1e9 / ($(date +%s%N) - $start) }")
echo "$PARAM_MEGABYTES MB written and read at $rate MB/s"
echo "{\"type\":\"metric\",\"name\":\"rate\",\"value\":$rate,\"unit\":\"MB/s\"}" >> "$STREAMLIB_OUTPUT/events.jsonl"
