# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The package bash-completion, which would find this by itself, is not here.
if [ -n "${BASH_VERSION-}" ] && [ -n "${PS1-}" ]; then
	. /usr/share/bash-completion/completions/kacs
fi
