/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The public keys that the kernel believes: PSD-004 6.1. The Makefile writes
 * the table that CONFIG_SECURITY_KACS_SIGNING_KEYS names as directives: what
 * .incbin takes, ccache does not see, and would answer with another's keys.
 */
#include <linux/linkage.h>

	.section .rodata.kacs_signing_keys, "a"
	.balign 8
SYM_DATA_START(kacs_signing_keys)
	#include "signing_keys.inc"
SYM_DATA_END_LABEL(kacs_signing_keys, SYM_L_GLOBAL, kacs_signing_keys_end)
