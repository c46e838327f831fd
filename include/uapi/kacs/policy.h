/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) WITH Linux-syscall-note */
/*
 * Central access and auditing policies: the limits of their specifications.
 *
 * A specification is a version (u8), a count of rules (u32), and for each rule
 * five fields, each with its length before it (u32): the condition that says
 * what the rule applies to, the effective DACL, the effective SACL, the staged
 * DACL, the staged SACL. Little-endian, without padding. All but the effective
 * DACL may be empty.
 *
 * Source: PSD-004 v0.20 10.8.
 */
#ifndef _UAPI_KACS_POLICY_H
#define _UAPI_KACS_POLICY_H

#define KACS_POLICY_VERSION 1u
#define KACS_POLICY_HEADER_BYTES 5u
#define KACS_POLICY_MAX_BYTES 262144u
#define KACS_POLICY_MAX_RULES 256u
#define KACS_POLICY_MAX_ACL_BYTES 65535u
#define KACS_POLICY_MAX_CONDITION_BYTES 65536u

#endif /* _UAPI_KACS_POLICY_H */
