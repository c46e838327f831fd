/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Becoming a user: a logon session, a token, and the token on this process.
 */
#ifndef KACS_LOGIN_SESSION_H
#define KACS_LOGIN_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * session_kernel_ready - does the running kernel enforce KACS?
 */
bool session_kernel_ready(void);

/**
 * session_become - replace the token of this process
 * @spec: a token specification; its session number is overwritten
 * @len: its length
 * @logon_type: KACS_LOGON_*
 * @what: out: on failure what was not possible; errno says why
 *
 * Creates a logon session for the token's user, the token, and installs it.
 * Needs SeTcbPrivilege, SeCreateTokenPrivilege and
 * SeAssignPrimaryTokenPrivilege, and a process with one thread. On failure
 * nothing has changed.
 *
 * Return: 0 or -1.
 */
int session_become(uint8_t *spec, size_t len, uint8_t logon_type,
		   const char **what);

/**
 * session_give_terminal - let a user, and nobody else but the administrators,
 * open a terminal
 * @fd: the terminal
 * @spec: the user's token specification
 * @len: its length
 *
 * Return: 0, or -1 and errno.
 */
int session_give_terminal(int fd, const uint8_t *spec, size_t len);

#endif /* KACS_LOGIN_SESSION_H */
