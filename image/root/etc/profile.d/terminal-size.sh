# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# A serial line does not say how large the terminal at its end is; image/run
# put that on the kernel's command line.
if [ "$(stty size 2>/dev/null)" = '0 0' ]; then
	# shellcheck disable=SC2013 # words are meant
	for word in $(cat /proc/cmdline); do
		case $word in
		systemd.tty.rows.ttyS0=*) stty rows "${word#*=}" ;;
		systemd.tty.columns.ttyS0=*) stty columns "${word#*=}" ;;
		esac
	done
	unset word
fi
