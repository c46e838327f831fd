/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) WITH Linux-syscall-note */
/*
 * What a process binds itself to: kacs_set_psb.
 *
 * Source: PSD-004 v0.20 5.2, 13.6 "Syscall 1005".
 */
#ifndef _UAPI_KACS_PROCESS_H
#define _UAPI_KACS_PROCESS_H

/* Mitigations. Once set they stay, over fork and exec. */
#define KACS_MIT_WXP 0x001u	  /* no memory that is written and executed */
#define KACS_MIT_TLP 0x002u	  /* code only from trusted directories */
#define KACS_MIT_LSV 0x004u	  /* code only from signed files */
#define KACS_MIT_CFI 0x008u	  /* KACS_MIT_CFIF and KACS_MIT_CFIB */
#define KACS_MIT_UI_ACCESS 0x010u /* reserved; nothing depends on it */
#define KACS_MIT_NO_CHILD 0x020u  /* no new processes */
#define KACS_MIT_CFIF 0x040u	  /* indirect branches are tracked */
#define KACS_MIT_CFIB 0x080u	  /* returns are checked by a shadow stack */
#define KACS_MIT_PIE 0x100u	  /* only position-independent programs */
#define KACS_MIT_SML 0x200u	  /* mitigations of speculation stay on */
#define KACS_MIT_ALL 0x3ffu

#endif /* _UAPI_KACS_PROCESS_H */
