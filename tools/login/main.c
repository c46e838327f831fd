// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs-login: what getty starts. Asks who is there, mints that user's token
 * from a table and starts the shell. It is a stand-in until a real logon
 * service exists.
 */
#include "account.h"
#include "session.h"
#include "table.h"

#include <errno.h>
#include <getopt.h>
#include <kacs/token.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* As login(1) has them. */
#define TRIES 3
#define TIME_LIMIT_SECONDS 60
#define FAILURE_DELAY_SECONDS 2

struct login {
	const char *user;    /* as typed; NULL: ask */
	const char *command; /* instead of a login shell, or NULL */
	const char *table;
};

static int usage(FILE *out, int status)
{
	fputs("usage: kacs-login [--table FILE] [USER]\n"
	      "       kacs-login [--table FILE] --command COMMAND USER\n"
	      "\n"
	      "Logs USER in on this terminal, or runs a shell command as USER\n"
	      "without asking for a password. Either needs the privileges of\n"
	      "the system: SeTcb, SeCreateToken, SeAssignPrimaryToken.\n",
	      out);
	return status;
}

/* A line without its end; NULL at the end of the input. */
static char *read_line(const char *prompt)
{
	static char line[256];
	size_t len;

	fputs(prompt, stdout);
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		return NULL;
	len = strcspn(line, "\r\n");
	if (!line[len])
		while (getchar_unlocked() != '\n' && !feof(stdin))
			;
	line[len] = '\0';
	return line;
}

static char *read_password(void)
{
	struct termios before, silent;
	bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
	char *line;

	if (terminal) {
		silent = before;
		silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	line = read_line("Password: ");
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	putchar('\n');
	return line;
}

/* The same questions for a name that does not exist as for one that does. */
static bool authenticate(const char *user)
{
	const struct spwd *shadow = getspnam(user);
	const char *hash = shadow ? shadow->sp_pwdp : NULL;
	char *password;
	bool matches;

	if (account_password_kind(hash) == ACCOUNT_OPEN)
		return true;
	password = read_password();
	if (!password)
		return false;
	matches = account_password_matches(hash, password);
	explicit_bzero(password, strlen(password));
	return matches;
}

static const struct passwd *ask_who(const char *user)
{
	unsigned int attempt;

	for (attempt = 0; attempt < TRIES; attempt++) {
		if (!user || !*user)
			user = read_line("login: ");
		if (!user)
			return NULL;
		if (*user) {
			char *name = strdup(user);
			bool known = name && authenticate(name);
			const struct passwd *account =
				known ? getpwnam(name) : NULL;

			free(name);
			if (account)
				return account;
			sleep(FAILURE_DELAY_SECONDS);
			puts("Login incorrect");
		}
		user = NULL;
	}
	return NULL;
}

static int become(const struct login *login, const struct passwd *account)
{
	const char *what = NULL;
	char *message;
	uint8_t *spec;
	size_t len;
	int status;

	if (table_token(login->table, account->pw_name, &spec, &len,
			&message) != 0) {
		fprintf(stderr, "kacs-login: %s\n",
			message ? message : "out of memory");
		free(message);
		return -1;
	}
	if (!login->command && isatty(STDIN_FILENO) &&
	    session_give_terminal(STDIN_FILENO, spec, len) != 0)
		fprintf(stderr,
			"kacs-login: the terminal stays the system's: "
			"%s\n",
			strerror(errno));
	status = session_become(spec, len,
				login->command ? KACS_LOGON_BATCH
					       : KACS_LOGON_INTERACTIVE,
				&what);
	if (status != 0)
		fprintf(stderr, "kacs-login: cannot %s of %s: %s\n", what,
			account->pw_name, strerror(errno));
	free(spec);
	return status;
}

/* Nothing of what started us reaches the user but the kind of terminal. */
static int set_environment(const struct passwd *account, const char *shell)
{
	const char *term = getenv("TERM");
	char *kept = term ? strdup(term) : NULL;
	int status = clearenv();

	if (kept)
		status |= setenv("TERM", kept, 1);
	free(kept);
	status |= setenv("HOME", account->pw_dir, 1);
	status |= setenv("SHELL", shell, 1);
	status |= setenv("USER", account->pw_name, 1);
	status |= setenv("LOGNAME", account->pw_name, 1);
	status |= setenv("PATH",
			 account->pw_uid ? "/usr/local/bin:/usr/bin:/bin"
					 : "/usr/local/sbin:/usr/local/bin:"
					   "/usr/sbin:/usr/bin:/sbin:/bin",
			 1);
	return status;
}

static int start_shell(const struct login *login, const struct passwd *account)
{
	const char *shell = *account->pw_shell ? account->pw_shell : "/bin/sh";
	const char *name = strrchr(shell, '/');
	char argument[64];

	name = name ? name + 1 : shell;
	snprintf(argument, sizeof(argument), "%s%s", login->command ? "" : "-",
		 name);
	if (set_environment(account, shell) != 0) {
		fputs("kacs-login: out of memory\n", stderr);
		return 2;
	}
	umask(022);
	if (chdir(account->pw_dir) != 0) {
		fprintf(stderr, "kacs-login: %s: %s; starting in /\n",
			account->pw_dir, strerror(errno));
		if (chdir("/") != 0)
			return 2;
	}
	fflush(stdout);
	if (login->command)
		execl(shell, argument, "-c", login->command, (char *)NULL);
	else
		execl(shell, argument, (char *)NULL);
	fprintf(stderr, "kacs-login: %s: %s\n", shell, strerror(errno));
	return 2;
}

static int refuse_kernel(void)
{
	fputs("kacs-login: this kernel runs without KACS, so there is no token "
	      "to give you\nand nobody can log in. Boot the project's kernel "
	      "with lsm=landlock,kacs.\n",
	      stderr);
	/* Long enough to be read: getty starts over and clears the line. */
	if (isatty(STDIN_FILENO))
		sleep(TIME_LIMIT_SECONDS);
	return 2;
}

static int log_in(const struct login *login)
{
	const struct passwd *account;

	if (!session_kernel_ready())
		return refuse_kernel();
	if (login->command) {
		account = getpwnam(login->user);
		if (!account) {
			fprintf(stderr, "kacs-login: no user \"%s\"\n",
				login->user);
			return 2;
		}
	} else {
		alarm(TIME_LIMIT_SECONDS);
		account = ask_who(login->user);
		alarm(0);
		if (!account)
			return 1;
	}
	if (become(login, account) != 0) {
		if (!login->command)
			sleep(FAILURE_DELAY_SECONDS);
		return 2;
	}
	return start_shell(login, account);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"command", required_argument, NULL, 'c'},
		{"table", required_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct login login = {.table = TABLE_PATH};
	int option;

	while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
		if (option == 'h')
			return usage(stdout, 0);
		else if (option == 'c')
			login.command = optarg;
		else if (option == 't')
			login.table = optarg;
		else
			return usage(stderr, 2);
	}
	if (argc - optind > 1)
		return usage(stderr, 2);
	login.user = argv[optind];
	if (login.command && !login.user)
		return usage(stderr, 2);
	return log_in(&login);
}
