/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The table that says which token a user gets. It stands in for a real logon:
 * nothing but kacs-login may depend on it.
 */
#ifndef KACS_LOGIN_TABLE_H
#define KACS_LOGIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define TABLE_PATH "/etc/kacs/users.json"

/**
 * table_token - the token of a user
 * @path: a JSON object: user name -> token in libkacs's JSON form
 * @user: the name
 * @spec: out: for kacs_create_token(), with session 0; for free()
 * @len: out: its length
 * @message: out: on failure what is wrong, for free(); NULL: out of memory
 *
 * Return: 0 or -1.
 */
int table_token(const char *path, const char *user, uint8_t **spec, size_t *len,
		char **message);

#endif /* KACS_LOGIN_TABLE_H */
