// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include "guest.h"

#define EVERYBODYS_GROUPS \
	GROUP(EVERYONE) "," GROUP("S-1-5-11") "," GROUP("S-1-5-32-545")
#define EVERYBODYS_PRIVILEGES (SE(CHANGE_NOTIFY) | SE(CREATE_SYMBOLIC_LINK))
#define DIED_BY_SIGNAL 1000

int alice, bob, carol, mallory;

/* "name","name" of a mask; JSON for a list of privileges. */
static void name_privileges(char *out, size_t room, uint64_t mask)
{
	unsigned int bit;
	size_t used = 0;

	out[0] = '\0';
	for (bit = 0; bit < 64; bit++) {
		const char *name = kacs_privilege_name(bit);

		if (!(mask & KACS_PRIVILEGE(bit)) || !name)
			continue;
		used += (size_t)snprintf(out + used, room - used, "%s\"%s\"",
					 used ? "," : "", name);
	}
}

static void person_json(char *out, size_t room, const struct person *person)
{
	const char *user = person->user ? person->user : ALICE;
	const char *last = strrchr(user, '-');
	uint64_t enabled = person->privileges;
	char present_names[2048], enabled_names[2048];

	if (!person->bare)
		enabled |= EVERYBODYS_PRIVILEGES;
	name_privileges(enabled_names, sizeof(enabled_names), enabled);
	name_privileges(present_names, sizeof(present_names),
			enabled | person->disabled);
	snprintf(out, room,
		 "{\"user\":\"%s\",\"groups\":[" EVERYBODYS_GROUPS "%s%s],"
		 "\"integrity\":\"%s\","
		 "\"privileges\":{\"present\":[%s],\"enabled\":[%s]},"
		 "\"default_dacl\":\"D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;%s)\","
		 "\"projected_uid\":%s,\"projected_gid\":%s%s%s}",
		 user, person->groups ? "," : "",
		 person->groups ? person->groups : "",
		 person->integrity ? person->integrity : "medium",
		 present_names, enabled_names, user, last + 1, last + 1,
		 person->more ? "," : "", person->more ? person->more : "");
}

static uint8_t *spec_from_json(const char *json, size_t *len)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *spec;
	char line[512];

	if (kacs_token_from_json(json, strlen(json), &spec, len, &diagnostic) ==
	    0)
		return spec;
	kacs_diagnostic_text(&diagnostic, line, sizeof(line));
	tap_note("%s: %s", line, json);
	tap_abort("kacs_token_from_json");
}

uint8_t *person_spec(const struct person *person, size_t *len)
{
	char json[8192];

	person_json(json, sizeof(json), person);
	return spec_from_json(json, len);
}

int mint_json(const char *json)
{
	size_t len;
	uint8_t *spec = spec_from_json(json, &len);
	int token = (int)must(kacs_sys_create_token(spec, len));

	free(spec);
	return token;
}

int mint(const struct person *person)
{
	char json[8192];

	person_json(json, sizeof(json), person);
	return mint_json(json);
}

static char directory[128];

const char *own_directory(void)
{
	return directory;
}

void meet_people(const char *program)
{
	alice = token_for(.user = ALICE);
	bob = token_for(.user = BOB);
	carol = token_for(.user = CAROL,
			  .groups = GROUP_WITH(
				  ADMINISTRATORS,
				  "\"mandatory\",\"enabled_by_default\",\"enabled\","
				  "\"owner\""));
	mallory = token_for(.user = MALLORY, .groups = GROUP(CONTRACTORS));
	snprintf(directory, sizeof(directory), "/tmp/%s", program);
	make_directory(directory, "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	must(chdir(directory));
}

/* As after an exec: the process's own directory in /proc is the new user's. */
void become(int token)
{
	if (kacs_sys_token_install(token) == 0 &&
	    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0)
		return;
	fprintf(stderr, "install of a token: %s\n", strerror(errno));
	_exit(255);
}

pid_t as_fork(int token)
{
	pid_t child = fork();

	if (child < 0)
		tap_abort("fork");
	if (child == 0)
		become(token);
	return child;
}

void as_exit(long returned)
{
	_exit(returned < 0 ? errno : 0);
}

int as_wait(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			tap_abort("waitpid");
	return WIFSIGNALED(status) ? DIED_BY_SIGNAL + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int as_status(int token, int (*call)(void))
{
	pid_t child = as_fork(token);

	if (child == 0)
		_exit(call());
	return as_wait(child);
}

struct kacs_denial *any_denial(void)
{
	static struct kacs_denial *denial;
	size_t len;

	free(denial);
	denial = NULL;
	if (kacs_denial_of(-1, KACS_DENIAL_CLEAR, &denial, &len))
		return NULL;
	return denial;
}

struct kacs_denial *last_denial(void)
{
	struct kacs_denial *denial = any_denial();

	if (!denial)
		tap_abort("no record of the refusal");
	return denial;
}

static socklen_t abstract(struct sockaddr_un *to, const char *name)
{
	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	strcpy(to->sun_path + 1, name);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			   strlen(name));
}

int listen_abstract(const char *name)
{
	int fd = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	struct sockaddr_un at;

	must(bind(fd, (struct sockaddr *)&at, abstract(&at, name)));
	must(listen(fd, 8));
	return fd;
}

int reach_abstract(const char *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un to;

	return connect(fd, (struct sockaddr *)&to, abstract(&to, name));
}

uint8_t *sd_bytes(const char *sddl, size_t *len)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *sd;
	char line[512];

	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, len, &diagnostic) ==
	    0)
		return sd;
	kacs_diagnostic_text(&diagnostic, line, sizeof(line));
	tap_note("%s: %s", line, sddl);
	tap_abort("kacs_sddl_parse");
}

/* Which parts a text gives. */
static uint32_t parts_of(const uint8_t *sd, size_t len)
{
	struct kacs_descriptor_view *view = kacs_descriptor_view(sd, len, NULL);
	uint32_t information = 0;

	if (!view)
		tap_abort("kacs_descriptor_view");
	if (view->owner)
		information |= KACS_OWNER_SECURITY_INFORMATION;
	if (view->group)
		information |= KACS_GROUP_SECURITY_INFORMATION;
	if (view->control & KACS_SE_DACL_PRESENT)
		information |= KACS_DACL_SECURITY_INFORMATION;
	if (view->control & KACS_SE_SACL_PRESENT)
		information |= KACS_SACL_SECURITY_INFORMATION;
	free(view);
	return information;
}

int set_sd_at(int dirfd, const char *path, const char *sddl, uint32_t flags)
{
	size_t len;
	uint8_t *sd = sd_bytes(sddl, &len);
	int result = kacs_sys_set_sd(dirfd, path, parts_of(sd, len), sd,
				     (uint32_t)len, flags);
	int number = errno;

	free(sd);
	errno = number;
	return result;
}

int set_sd(const char *path, const char *sddl)
{
	return set_sd_at(AT_FDCWD, path, sddl, AT_SYMLINK_NOFOLLOW);
}

void give_sd(const char *path, const char *sddl)
{
	if (set_sd(path, sddl)) {
		tap_note("%s: %s", path, sddl);
		tap_abort("kacs_set_sd");
	}
}

const char *sd_text_at(int dirfd, const char *path, uint32_t information,
		       uint32_t flags)
{
	static char line[4096];
	uint8_t *sd;
	char *text;
	size_t len;

	if (kacs_file_sd(dirfd, path, information, flags, &sd, &len)) {
		snprintf(line, sizeof(line), "errno %s", tap_errno_name(errno));
		return line;
	}
	if (kacs_sddl_format(sd, len, &text, NULL, NULL)) {
		snprintf(line, sizeof(line), "format errno %s",
			 tap_errno_name(errno));
	} else {
		snprintf(line, sizeof(line), "%s", text);
		free(text);
	}
	free(sd);
	return line;
}

const char *sd_text(const char *path, uint32_t information)
{
	return sd_text_at(AT_FDCWD, path, information, AT_SYMLINK_NOFOLLOW);
}

const char *own_process_sd(void)
{
	int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	const char *text = sd_text_at(pidfd, "", OGD, AT_EMPTY_PATH);

	close(pidfd);
	return text;
}

void make_file(const char *path, const char *sddl)
{
	int fd = (int)must(
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));

	must(write(fd, "content\n", 8));
	close(fd);
	if (sddl)
		give_sd(path, sddl);
}

void make_directory(const char *path, const char *sddl)
{
	must(mkdir(path, 0755));
	if (sddl)
		give_sd(path, sddl);
}

void give_rights(const char *path, const char *sid, uint32_t mask)
{
	char sddl[256];

	snprintf(sddl, sizeof(sddl), "O:SYG:SYD:(A;;0x%x;;;%s)", mask, sid);
	give_sd(path, sddl);
}

void make_file_with(const char *path, const char *sid, uint32_t mask)
{
	make_file(path, NULL);
	give_rights(path, sid, mask);
}

void make_directory_with(const char *path, const char *sid, uint32_t mask)
{
	make_directory(path, NULL);
	give_rights(path, sid, mask);
}

void copy_file(const char *from, const char *to, mode_t mode)
{
	int source = (int)must(open(from, O_RDONLY | O_CLOEXEC));
	int target = (int)must(
		open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
	char buffer[65536];
	ssize_t len;

	while ((len = must(read(source, buffer, sizeof(buffer)))) > 0)
		must(write(target, buffer, (size_t)len));
	close(source);
	close(target);
}

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void remove_file(const char *path)
{
	if (unlink(path) && errno != ENOENT)
		tap_abort(path);
}

pid_t bystander(int token, int *pidfd)
{
	int ends[2];
	pid_t child;
	char byte;

	must(pipe(ends));
	child = as_fork(token);
	if (child == 0) {
		/* The token is installed, and the descriptor the process's. */
		close(ends[1]);
		pause();
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1))
		tap_abort("read");
	close(ends[0]);
	*pidfd = (int)must(syscall(SYS_pidfd_open, child, 0));
	return child;
}
