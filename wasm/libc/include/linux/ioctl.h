/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Nothing here has an ioctl to call: the ABI headers only define their names. */
