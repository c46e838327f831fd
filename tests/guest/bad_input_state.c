// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* All that bad input might change. */
#include <dirent.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include "kmes.h"
#include "policy_spec.h"
#include "question.h"
#include "bad_input.h"

#define CLASSES 25

int subject, other;
uint64_t session;
static int self;    /* the caller's token */
static int process; /* the caller's pidfd */
static struct kacs_events *events;

/* A file system of its own, so that its policy may be set. */
static void mount_own(void)
{
	must(mount("subject", own_directory(), "tmpfs", 0, NULL));
	must(chdir(own_directory()));
	give_sd(".", "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
}

void make_subject(const char *program)
{
	meet_people(program);
	mount_own();
	session = new_session(ALICE);
	subject = (int)must(token_in_for(
		session,
		.groups = GROUP_WITH(DOMAIN_SID "1401", "\"enabled_by_default\",\"enabled\"") "," GROUP_WITH(
			DOMAIN_SID "1402",
			"\"enabled\",\"owner\"") "," GROUP_WITH(DOMAIN_SID
								"1403",
								"\"use_for_deny_only\""),
		.disabled = SE(BACKUP),
		.more = "\"interactive_session_id\":7"));
	other = (int)must(token_in_for(session, .user = ALICE));
	self = (int)must(kacs_sys_open_self_token(0, KACS_TOKEN_QUERY));
	process = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
	make_file(SUBJECT_FILE, "O:SYG:SYD:(A;;FA;;;SY)(A;;FR;;;" ALICE
				")S:(AU;SA;0x2;;;BU)");
	must_set_policy(SUBJECT_POLICY, {.dacl = SUBJECT_POLICY_DACL});
	use_sd("O:SYG:SYD:(A;;0x7;;;SY)S:(SP;;;;;" SUBJECT_POLICY ")");
}

int bad_input_done(void)
{
	kacs_events_free(events);
	must(remove_policy(SUBJECT_POLICY));
	must(chdir("/"));
	must(umount2(own_directory(), MNT_DETACH));
	return tap_done();
}

/* What there is of a file system's policy. */
struct mount_state {
	uint32_t policy;
	uint32_t generation;
	uint8_t *template_sd;
	size_t len;
};

struct state {
	struct answer subject[CLASSES];
	struct answer self[CLASSES];
	uint64_t effective; /* the id of the thread's token */
	char *subject_sd;
	char *process_sd;
	char *file_sd;
	char *sessions;
	char *names; /* in the directory */
	char content[16];
	struct stat file;
	struct mount_state mount;
	int64_t policy; /* what it lets through */
	bool bound;	/* by KACS_MIT_WXP, the one that shows at once */
	uint64_t refusal;
	unsigned int descriptors;
};

static void ask_all(int token, struct answer *answers)
{
	uint32_t i;

	for (i = 0; i + 1 < CLASSES; i++)
		answers[i] = query_all(token, i + 1);
	answers[i] = query_all(token, KACS_TOKEN_CLASS_SPEC);
}

static bool same_answers(const struct answer *before,
			 const struct answer *after, const char *whose)
{
	bool same = true;
	uint32_t i;

	for (i = 0; i < CLASSES; i++) {
		if (before[i].len == after[i].len &&
		    memcmp(before[i].bytes, after[i].bytes, after[i].len) == 0)
			continue;
		tap_note("query class %u of %s differs", i + 1, whose);
		same = false;
	}
	return same;
}

static uint64_t effective_token(void)
{
	int token = (int)must(kacs_sys_open_self_token(0, KACS_TOKEN_QUERY));
	uint64_t id = statistics_of(token).token_id;

	close(token);
	return id;
}

static char *read_sessions(void)
{
	FILE *list = fopen("/sys/kernel/security/kacs/sessions", "re");
	char *text = NULL;
	size_t room = 0;

	if (!list || getdelim(&text, &room, '\0', list) < 0)
		tap_abort("the list of sessions");
	fclose(list);
	return text;
}

static char *read_names(void)
{
	struct dirent **entries;
	size_t used = 0;
	char *names = calloc(1, 4096);
	int i, count = (int)must(scandir(".", &entries, NULL, alphasort));

	for (i = 0; i < count; i++) {
		used += (size_t)snprintf(names + used, 4096 - used, "%s/",
					 entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return names;
}

static unsigned int open_descriptors(void)
{
	unsigned int count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void look_at_file(struct state *state)
{
	int fd = (int)must(open(SUBJECT_FILE, O_RDONLY | O_CLOEXEC));

	must(fstat(fd, &state->file));
	must(read(fd, state->content, sizeof(state->content)));
	must(kacs_mount_policy_of(
		fd, &state->mount.policy, &state->mount.generation,
		&state->mount.template_sd, &state->mount.len));
	close(fd);
}

static bool is_bound(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return true;
	must(munmap(at, 4096));
	return false;
}

static uint64_t last_refusal(void)
{
	struct kacs_denial *denial;
	uint64_t sequence = 0;
	size_t len;

	if (kacs_denial_of(-1, 0, &denial, &len))
		return 0;
	sequence = denial->sequence;
	free(denial);
	return sequence;
}

static struct state state_now(void)
{
	struct state state = {.effective = effective_token()};

	ask_all(subject, state.subject);
	ask_all(self, state.self);
	state.subject_sd = strdup(sd_text_at(subject, "", OGD, AT_EMPTY_PATH));
	state.process_sd = strdup(sd_text_at(process, "", OGD, AT_EMPTY_PATH));
	state.file_sd = strdup(
		sd_text(SUBJECT_FILE, OGD | KACS_SACL_SECURITY_INFORMATION));
	state.sessions = read_sessions();
	state.names = read_names();
	look_at_file(&state);
	state.policy = ask(-1, KACS_MAXIMUM_ALLOWED);
	state.bound = is_bound();
	state.refusal = last_refusal();
	state.descriptors = open_descriptors();
	return state;
}

static void free_state(struct state *state)
{
	uint32_t i;

	for (i = 0; i < CLASSES; i++) {
		free(state->subject[i].bytes);
		free(state->self[i].bytes);
	}
	free(state->subject_sd);
	free(state->process_sd);
	free(state->file_sd);
	free(state->sessions);
	free(state->names);
	free(state->mount.template_sd);
}

static bool same_text(const char *before, const char *after, const char *what)
{
	if (strcmp(before, after) == 0)
		return true;
	tap_note("%s: '%s', now '%s'", what, before, after);
	return false;
}

static bool same_number(uint64_t before, uint64_t after, const char *what)
{
	if (before == after)
		return true;
	tap_note("%s: %llu, now %llu", what, (unsigned long long)before,
		 (unsigned long long)after);
	return false;
}

static bool same_file(const struct state *before, const struct state *after)
{
	bool same = same_text(before->file_sd, after->file_sd, "file SD");

	same &= same_text(before->content, after->content, "content");
	same &= same_text(before->names, after->names, "directory");
	same &= same_number(before->file.st_ino, after->file.st_ino, "inode");
	same &= same_number((uint64_t)before->file.st_size,
			    (uint64_t)after->file.st_size, "size");
	same &= same_number((uint64_t)before->file.st_ctim.tv_sec,
			    (uint64_t)after->file.st_ctim.tv_sec, "ctime");
	same &= same_number((uint64_t)before->file.st_ctim.tv_nsec,
			    (uint64_t)after->file.st_ctim.tv_nsec, "ctime");
	return same;
}

static bool same_mount(const struct mount_state *before,
		       const struct mount_state *after)
{
	bool same = same_number(before->policy, after->policy, "mount policy");

	same &= same_number(before->generation, after->generation,
			    "generation of the mount policy");
	same &= same_number(before->len, after->len, "length of the template");
	return same &&
	       (!after->len || memcmp(before->template_sd, after->template_sd,
				      after->len) == 0);
}

static bool same_state(const struct state *before, const struct state *after)
{
	bool same = same_answers(before->subject, after->subject, "subject");

	same &= same_answers(before->self, after->self, "self");
	same &= same_number(before->effective, after->effective, "token");
	same &= same_text(before->subject_sd, after->subject_sd, "token SD");
	same &= same_text(before->process_sd, after->process_sd, "process SD");
	same &= same_file(before, after);
	same &= same_text(before->sessions, after->sessions, "sessions");
	same &= same_mount(&before->mount, &after->mount);
	same &= same_number((uint64_t)before->policy, (uint64_t)after->policy,
			    "central policy");
	same &= same_number(before->bound, after->bound, "mitigations");
	same &= same_number(before->descriptors, after->descriptors,
			    "descriptors");
	return same;
}

static struct state first;

/* Asking uses privileges, which is part of the state. */
void remember_state(void)
{
	free_state(&first);
	kacs_events_free(events);
	first = state_now();
	free_state(&first);
	events = attach_now();
	first = state_now();
}

void expect_descriptors(int more)
{
	first.descriptors += (unsigned int)more;
}

static bool nothing_emitted(void)
{
	struct kacs_event event;
	bool nothing = true;

	while (kacs_events_next(events, &event) > 0) {
		tap_note("event %.*s", (int)event.type_len, event.type);
		nothing = false;
	}
	return nothing;
}

bool nothing_changed(int expected)
{
	struct state now = state_now();
	bool same = same_state(&first, &now);

	if (expected == EACCES || expected == EPERM)
		first.refusal = now.refusal;
	same &= same_number(first.refusal, now.refusal, "record of a refusal");
	same &= nothing_emitted();
	free_state(&now);
	return same;
}
