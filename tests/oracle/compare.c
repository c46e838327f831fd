// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compare.h"

#define STATUS_SD 1u
#define STATUS_TOKEN 2u

struct oracle {
	FILE *to;
	FILE *from;
	pid_t pid;
	u32 count;
	u32 len;
	u8 batch[ORACLE_BATCH * (CASE_MAX_BYTES + 4)];
};

static void die(const char *what)
{
	printf("Bail out! oracle: %s: %s\n", what, strerror(errno));
	exit(2);
}

struct oracle *oracle_start(const char *program)
{
	struct oracle *oracle = calloc(1, sizeof(*oracle));
	int in[2], out[2];

	if (!oracle || pipe(in) || pipe(out))
		die("pipe");
	oracle->pid = fork();
	if (oracle->pid < 0)
		die("fork");
	if (!oracle->pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[0]);
		close(in[1]);
		close(out[0]);
		close(out[1]);
		execl(program, program, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	oracle->to = fdopen(in[1], "wb");
	oracle->from = fdopen(out[0], "rb");
	if (!oracle->to || !oracle->from)
		die("fdopen");
	return oracle;
}

bool oracle_stop(struct oracle *oracle)
{
	int status;

	fclose(oracle->to);
	fclose(oracle->from);
	if (waitpid(oracle->pid, &status, 0) < 0)
		die("waitpid");
	free(oracle);
	return status == 0;
}

void oracle_add(struct oracle *oracle, const u8 *bytes, u32 len)
{
	kacs_store_le32(oracle->batch + oracle->len, len);
	memcpy(oracle->batch + oracle->len + 4, bytes, len);
	oracle->len += 4 + len;
	oracle->count++;
}

void oracle_send(struct oracle *oracle)
{
	u8 head[4];

	kacs_store_le32(head, oracle->count);
	if (fwrite(head, 4, 1, oracle->to) != 1 ||
	    fwrite(oracle->batch, 1, oracle->len, oracle->to) != oracle->len ||
	    fflush(oracle->to))
		die("write");
	oracle->count = 0;
	oracle->len = 0;
}

static void receive_words(struct oracle *oracle, u32 *words, u32 count)
{
	u8 bytes[4];

	while (count--) {
		if (fread(bytes, 4, 1, oracle->from) != 1)
			die("it ended before it had answered");
		*words++ = kacs_load_le32(bytes);
	}
}

void oracle_receive(struct oracle *oracle, struct case_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	receive_words(oracle, answer->words, CASE_ANSWER_WORDS);
	if (answer->words[ANSWER_NODES] > CASE_MAX_NODES)
		die("more nodes than there can be");
	receive_words(oracle, answer->nodes, answer->words[ANSWER_NODES]);
}

void oracle_ask(struct oracle *oracle, const u8 *bytes, u32 len,
		struct case_answer *answer)
{
	oracle_add(oracle, bytes, len);
	oracle_send(oracle);
	oracle_receive(oracle, answer);
}

/* Prepared forms, large enough for every case. */
static u64 sd_memory[8 * CASE_MAX_BYTES / sizeof(u64)];
static u64 token_memory[8 * CASE_MAX_BYTES / sizeof(u64)];

void core_answer(const u8 *bytes, u32 len, struct kacs_trace *trace,
		 struct case_answer *answer)
{
	const struct kacs_identity *identity;
	struct kacs_decision decision;
	struct case_parts parts;
	struct kacs_check check;
	struct kacs_token token;
	u32 *words = answer->words;
	struct kacs_object_node nodes[CASE_MAX_NODES];
	struct kacs_object_tree tree;

	memset(answer, 0, sizeof(*answer));
	if (!case_split(bytes, len, &parts))
		die("a case is cut short");
	memset(&check, 0, sizeof(check));
	if (kacs_sd_prepare(sd_memory, sizeof(sd_memory), parts.sd,
			    parts.sd_len, &check.sd, NULL)) {
		words[ANSWER_STATUS] = STATUS_SD;
		return;
	}
	if (kacs_identity_prepare(token_memory, sizeof(token_memory),
				  parts.token, parts.token_len, NULL, &identity,
				  NULL)) {
		words[ANSWER_STATUS] = STATUS_TOKEN;
		return;
	}
	kacs_token_init(&token, identity);
	check.token = &token;
	check.mapping = &parts.mapping;
	check.desired = parts.desired;
	check.privilege_intent = parts.intent;
	check.pip_type = parts.pip_type;
	check.pip_trust = parts.pip_trust;
	if (parts.self_len &&
	    kacs_sid_parse(parts.self, parts.self_len, 0, &check.self, NULL))
		die("a principal is malformed");
	if (kacs_claims_prepare(parts.claims, parts.claims_len, 0,
				&check.local_claims, NULL)) {
		words[ANSWER_STATUS] = 3;
		return;
	}
	if (parts.tree_len) {
		if (kacs_object_tree_prepare(parts.tree,
					     parts.tree_len /
						     KACS_OBJECT_ENTRY_BYTES,
					     nodes, &tree, NULL)) {
			words[ANSWER_STATUS] = 4;
			return;
		}
		check.tree = &tree;
	}
	kacs_access_check(&check, &decision, trace);
	words[ANSWER_ALLOWED] = decision.allowed;
	words[ANSWER_GRANTED] = decision.granted;
	words[ANSWER_PRIVILEGE_GRANTED] = decision.privilege_granted;
	words[ANSWER_DESIRED] = decision.desired;
	words[ANSWER_SECURITY] = decision.use.security;
	words[ANSWER_BACKUP] = decision.use.backup;
	words[ANSWER_RESTORE] = decision.use.restore;
	words[ANSWER_TAKE_OWNERSHIP] = decision.use.take_ownership;
	words[ANSWER_RELABEL] = decision.use.relabel;
	if (check.tree) {
		words[ANSWER_NODES] = tree.count;
		for (u32 i = 0; i < tree.count; i++)
			answer->nodes[i] = nodes[i].granted;
	}
}

bool answers_equal(const struct case_answer *a, const struct case_answer *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

void answer_print(const char *title, const struct case_answer *answer)
{
	const u32 *words = answer->words;

	if (words[ANSWER_STATUS]) {
		printf("# %s: malformed, status %u\n", title,
		       words[ANSWER_STATUS]);
		return;
	}
	printf("# %s: %s granted 0x%08x by privilege 0x%08x desired 0x%08x\n",
	       title, words[ANSWER_ALLOWED] ? "allowed" : "denied",
	       words[ANSWER_GRANTED], words[ANSWER_PRIVILEGE_GRANTED],
	       words[ANSWER_DESIRED]);
	printf("# %s: security 0x%x backup 0x%x restore 0x%x take 0x%x "
	       "relabel 0x%x\n",
	       title, words[ANSWER_SECURITY], words[ANSWER_BACKUP],
	       words[ANSWER_RESTORE], words[ANSWER_TAKE_OWNERSHIP],
	       words[ANSWER_RELABEL]);
	for (u32 i = 0; i < words[ANSWER_NODES]; i++)
		printf("# %s: node %u granted 0x%08x\n", title, i,
		       answer->nodes[i]);
}

bool case_differs(struct oracle *oracle, const struct case_record *record)
{
	struct case_answer core, expected;
	u8 bytes[CASE_MAX_BYTES];
	u32 len = case_encode(record, bytes);

	core_answer(bytes, len, NULL, &core);
	oracle_ask(oracle, bytes, len, &expected);
	return !answers_equal(&core, &expected);
}
