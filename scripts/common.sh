# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Sourced by the other scripts: where things are, and how long steps are shown.

set -eu -o pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
logs=$build/logs
mkdir -p "$logs"
# mkfs.ext4 and the like, which users may run too.
PATH=$PATH:/usr/sbin:/sbin

say() {
	printf '%s\n' "$*"
}

die() {
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

# 75 -> 1:15
duration() {
	printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# step TITLE LOG COMMAND...: run a command with its output in build/logs/LOG,
# showing the title, the elapsed time and, when it fails, the end of the log.
# On a terminal the time runs; elsewhere a line a minute says what it is at.
step() {
	local title=$1 log=$logs/$2 start=$SECONDS tick=0 status=0 pid now last
	shift 2
	# Job control gives the command a process group of its own, so that an
	# interruption reaches all of it.
	set -m
	"$@" >"$log" 2>&1 </dev/null 9>&- &
	pid=$!
	set +m
	trap 'kill -TERM -- "-$pid" 2>/dev/null; wait "$pid"; exit 130' \
		INT TERM HUP
	while kill -0 "$pid" 2>/dev/null; do
		now=$((SECONDS - start))
		if [ -t 1 ]; then
			printf '\r%s ... %s ' "$title" "$(duration "$now")"
		elif [ $((now / 60)) -gt "$tick" ]; then
			tick=$((now / 60))
			last=$(tail -n 1 "$log" | cut -c 1-60)
			printf '%s ... %s (%s)\n' "$title" \
				"$(duration "$now")" "$last"
		fi
		# A short first wait, so that a quick step costs no second.
		if [ "$now" -eq 0 ]; then sleep 0.1; else sleep 1; fi
	done
	wait "$pid" || status=$?
	trap - INT TERM HUP
	[ ! -t 1 ] || printf '\r\033[K'
	now=$(duration $((SECONDS - start)))
	if [ "$status" -ne 0 ]; then
		say "$title: failed after $now; from $log:"
		# A parallel make buries what went wrong.
		grep -E 'error: |[Ee]rror [0-9]|No rule to make|FAILED' \
			"$log" | head -n 20 | sed 's/^/    /' || true
		say "    ..."
		tail -n 10 "$log" | sed 's/^/    /'
		return "$status"
	fi
	say "$title: done in $now"
}

# one_at_a_time NAME: wait until no other script holds this lock. It goes with
# the process, however that ends.
one_at_a_time() {
	exec 9>"$build/.$1.lock"
	flock -n 9 || {
		say "Waiting for another build ($1)"
		flock 9
	}
}

# hash_files FILE...: one hash over the names and contents of files, so that a stamp
# made of it tells whether any of them changed.
hash_files() {
	sha256sum -- "$@" | sha256sum | cut -c 1-16
}

# replace FILE: give FILE what comes on standard input, all of it or not at all.
replace() {
	cat >"$1.partial"
	mv -f "$1.partial" "$1"
}
