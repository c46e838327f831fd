/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The same check by se_access_check() of Debian's Samba. */
#ifndef KACS_BENCH_SAMBA_CHECK_H
#define KACS_BENCH_SAMBA_CHECK_H

#include "scenario.h"

struct samba_check;

/**
 * samba_check_new - ask Samba what a check asks
 * @check: a question with plain ACEs, without generic rights
 * @token: that its token was made of: the user and enabled groups
 *
 * Descriptor and token become Samba's structures here, as kacs prepares its
 * own; what is measured is the check. Ends the program unless Samba gives the
 * same answer.
 *
 * Return: for samba_check_many() and samba_check_free().
 */
struct samba_check *samba_check_new(const struct kacs_check *check,
				    const struct test_token *token);

void samba_check_free(struct samba_check *samba);

/* An operation: the check @context, a struct samba_check. */
u32 samba_check_many(const void *context, u32 count);

#endif /* KACS_BENCH_SAMBA_CHECK_H */
