/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the subcommands of kacs share. */
#ifndef KACS_TOOLS_KACS_H
#define KACS_TOOLS_KACS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <kacs/kacs.h>

/* Exit statuses. */
#define STATUS_ALLOWED 0
#define STATUS_DENIED 1
#define STATUS_ERROR 2

/* The local table of users' tokens; for --user only. */
#define USERS_PATH "/etc/kacs/users.json"

/* What names another one, as KACS_PRINCIPALS_PATH has its own. */
#define USERS_VARIABLE "KACS_USERS"
#define PRINCIPALS_VARIABLE "KACS_PRINCIPALS"

/* Each takes its own arguments, argv[0] being its name; returns a status. */
int cmd_token(int argc, char **argv);
int cmd_sd(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_why(int argc, char **argv);
int cmd_events(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_sddl(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_effective(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_condition(int argc, char **argv);
int cmd_inherit(int argc, char **argv);
int cmd_mount(int argc, char **argv);
int cmd_sign(int argc, char **argv);
int cmd_session(int argc, char **argv);
int cmd_priv(int argc, char **argv);

/* sd's own, in files of their own. */
int sd_show(int argc, char **argv);
int sd_edit(int argc, char **argv);

/* "kacs: ..." on stderr; returns STATUS_ERROR. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with what a diagnostic says behind it. */
int fail_with(const struct kacs_diagnostic *diagnostic, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * For a system call that failed with errno: "kacs: WHAT: REASON", where a
 * kernel without KACS and a refusal have a text of their own. Returns
 * STATUS_DENIED for a refusal, STATUS_ERROR otherwise.
 */
int fail_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "usage: ..." on stderr; returns STATUS_ERROR. */
int usage(const char *text);

/* The same on stdout, for who has asked; returns STATUS_ALLOWED. */
int help(const char *text);

/* The table of names, read once; complains once when it is damaged. */
const struct kacs_principals *principals(void);

/* A SID's name in a static buffer that the next call overwrites. */
const char *sid_name(const uint8_t *sid, size_t len);

/* Nanoseconds since 1970: "2026-01-31 12:00:00 UTC", in a static buffer. */
const char *date_text(uint64_t time);

/* The escape that begins a colour, or "" when stdout is no terminal. */
enum colour {
	COLOUR_PLAIN,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_BOLD
};
const char *colour(enum colour which);

/* Print JSON, release it; returns @status, or STATUS_ERROR. */
int print_json(json_t *value, int status);

/* JSON text from libkacs as a value; frees the text; NULL after a message. */
json_t *parse_json(char *text);

/* A whole file, or stdin for "-"; NULL after a message. Free it. */
char *read_file(const char *path, size_t *len);

/* KACS_OBJECT_FILE or KACS_OBJECT_DIRECTORY. */
uint32_t type_of(const char *path, uint32_t flags);

/*
 * The descriptor of a file: owner, group, DACL and the label, or the whole SACL
 * when the caller may see it. Asking for what is going to be refused would
 * replace the refusal that "kacs why" is to explain. Returns a status; a
 * message has been printed unless it is STATUS_ALLOWED.
 */
int read_sd(const char *path, uint32_t flags, uint8_t **sd, size_t *len);

/* Where a token comes from; at most one is set, none: the caller's own. */
struct token_source {
	const char *user;
	const char *users_path; /* NULL: users_table() */
	const char *file;
	int pid;
};

/* The table of users' tokens that is meant when none is named. */
const char *users_table(void);

/* A table of users as JSON; NULL after a message. */
json_t *load_users_table(const char *path);

/* The token specification; returns a status, a message has been printed. */
int load_token(const struct token_source *source, uint8_t **spec, size_t *len);

/* A process number, or -1 after a message. */
int parse_pid(const char *text);

#endif /* KACS_TOOLS_KACS_H */
