/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Tokens of processes, asked of the kernel. */
#ifndef KACS_TOOLS_LIVE_TOKEN_H
#define KACS_TOOLS_LIVE_TOKEN_H

#include <stddef.h>
#include <stdint.h>

/* What KACS_TOKEN_CLASS_STATISTICS answers. */
struct token_statistics {
	uint64_t token_id;
	uint64_t session;
	uint64_t modified_id;
	uint32_t type;
	uint32_t pad;
	uint64_t expiration;
};

/* What KACS_TOKEN_CLASS_PRIVILEGES answers. */
struct token_privileges {
	uint64_t present;
	uint64_t enabled;
	uint64_t by_default;
	uint64_t used;
};

/*
 * A descriptor of the token of a process, 0 being this one, with these rights.
 * -1 and errno.
 */
int open_token(int pid, uint32_t access);

/*
 * The same to be queried and nothing else: open to whoever may look at the
 * process, whatever the token's own descriptor says (13.4).
 */
int inspect_token(int pid);

/* An answer of exactly this size. Returns 0, or -1 and errno. */
int query_exactly(int token, uint32_t token_class, void *out, size_t len);

/*
 * After -1: "cannot WHAT of process PID" with the reason. Returns a status.
 */
int fail_token(const char *what, int pid);

#endif /* KACS_TOOLS_LIVE_TOKEN_H */
