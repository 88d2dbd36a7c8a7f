#!/usr/bin/env bash
# Usage: start.sh PORT DIR
# Runs clamd on 127.0.0.1:PORT in the foreground with its state in DIR (created). Replaces this process, so its id is clamd's.
# The signatures here know the EICAR test file and nothing else: enough to show the way a bad file takes, no protection.
# Real databases: set CLAMAV_DATABASE to a folder that freshclam keeps.
set -euo pipefail

if [[ $# -ne 2 || ! $1 =~ ^[0-9]+$ ]]; then
  echo "usage: ${0##*/} PORT DIR" >&2
  exit 2
fi

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$2"
dir=$(cd "$2" && pwd)
clamd=$(command -v clamd || true)
[[ -n $clamd || ! -x /usr/sbin/clamd ]] || clamd=/usr/sbin/clamd
if [[ -z $clamd ]]; then
  echo "clamd is not installed (Debian: apt install clamav-daemon)." >&2
  exit 1
fi

conf=$(<"$here/clamd.conf.template")
conf=${conf//@PORT@/$1}
conf=${conf//@DIR@/$dir}
conf=${conf//@HERE@\/signatures/${CLAMAV_DATABASE:-$here/signatures}}
printf '%s\n' "$conf" > "$dir/clamd.conf"
exec "$clamd" --config-file="$dir/clamd.conf"
