/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_LIB_IDENTITY_H
#define KACS_LIB_IDENTITY_H

#include "../core/token.h"
#include <kacs/diagnostic.h>

/**
 * kacs_prepare_identity - prepare a token specification in memory of its own
 * @spec: untrusted bytes; a group with SE_GROUP_LOGON_ID is the logon SID
 * @len: how many
 * @diagnostic: out, may be NULL
 *
 * Return: the identity, to be freed with free(), or NULL and EINVAL or ENOMEM.
 */
const struct kacs_identity *
kacs_prepare_identity(const u8 *spec, size_t len,
		      struct kacs_diagnostic *diagnostic);

#endif /* KACS_LIB_IDENTITY_H */
