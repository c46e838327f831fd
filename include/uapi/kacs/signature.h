/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) WITH Linux-syscall-note */
/*
 * Signatures of programs and libraries, and the trust that they give.
 *
 * Source: PSD-004 v0.20 6.1, 13.6 "PIP type constants".
 */
#ifndef _UAPI_KACS_SIGNATURE_H
#define _UAPI_KACS_SIGNATURE_H

/* A signature: this version, then Ed25519's 64 bytes over a SHA-256. */
#define KACS_SIGNATURE_VERSION 1
#define KACS_SIGNATURE_BYTES 65

/* Where it is: a section of an ELF file, or else an extended attribute. */
#define KACS_SIGNATURE_SECTION ".peios.sig"
#define KACS_SIGNATURE_XATTR "security.peios.sig"

/* The kernel's keys: such entries, the last all zero. */
#define KACS_SIGNING_KEY_BYTES 40
#define KACS_SIGNING_KEY_TYPE 32  /* offset of the PIP type, little-endian */
#define KACS_SIGNING_KEY_TRUST 36 /* offset of the PIP trust */

#define KACS_PIP_TYPE_NONE 0
#define KACS_PIP_TYPE_PROTECTED 512
#define KACS_PIP_TYPE_ISOLATED 1024

/* What the key of the trusted computing base gives. */
#define KACS_PIP_TRUST_TCB 8192

#endif /* _UAPI_KACS_SIGNATURE_H */
