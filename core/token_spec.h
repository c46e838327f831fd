/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The fixed header of a token specification. Internal to the core.
 */
#ifndef KACS_CORE_TOKEN_SPEC_H
#define KACS_CORE_TOKEN_SPEC_H

#include "base.h"
#include "error.h"
#include "../include/uapi/kacs/privilege.h"
#include "../include/uapi/kacs/sd.h"
#include "../include/uapi/kacs/token.h"

#define KACS_TOKEN_SPEC_HEADER_BYTES 192u

/**
 * kacs_token_spec_load - read the header
 * @p: KACS_TOKEN_SPEC_HEADER_BYTES bytes, little-endian
 * @spec: out: in host order
 */
void kacs_token_spec_load(const u8 *p, struct kacs_token_spec *spec);

/**
 * kacs_token_spec_check - validate what the header can tell by itself
 * @spec: the header
 * @error: out, may be NULL
 *
 * Return: 0, KACS_E_REVISION, KACS_E_RESERVED, KACS_E_VALUE, KACS_E_CONFLICT.
 */
int kacs_token_spec_check(const struct kacs_token_spec *spec,
			  struct kacs_error *error);

#endif /* KACS_CORE_TOKEN_SPEC_H */
