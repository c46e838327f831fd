// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compare.h"

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
	for (u32 i = 0; i < answer->words[ANSWER_NODES]; i++) {
		receive_words(oracle, &answer->nodes[i].granted, 1);
		receive_words(oracle, &answer->nodes[i].allowed, 1);
	}
	if (answer->words[ANSWER_EVENTS] > CASE_MAX_EVENTS)
		die("more events than there can be");
	for (u32 i = 0; i < answer->words[ANSWER_EVENTS]; i++)
		receive_words(oracle, answer->events[i], CASE_EVENT_WORDS);
}

void oracle_ask(struct oracle *oracle, const u8 *bytes, u32 len,
		struct case_answer *answer)
{
	oracle_add(oracle, bytes, len);
	oracle_send(oracle);
	oracle_receive(oracle, answer);
}

#define FNV_OFFSET 0x811c9dc5u
#define FNV_PRIME 0x01000193u

static u32 digest(const u8 *bytes, u32 len)
{
	u32 hash = FNV_OFFSET;

	while (len--)
		hash = (hash ^ *bytes++) * FNV_PRIME;
	return hash;
}

static u32 privilege_number(u64 privilege)
{
	return privilege ? (u32)__builtin_ctzll(privilege) : 0;
}

static void write_event(const struct kacs_audit_event *event, u32 *words)
{
	static const u8 kinds[] = {
		[KACS_EVENT_PRIVILEGE] = EVENT_PRIVILEGE_USE,
		[KACS_EVENT_SACL] = EVENT_SACL,
		[KACS_EVENT_FORCED] = EVENT_FORCED,
		[KACS_EVENT_STAGING] = EVENT_STAGING_MISMATCH,
	};

	words[EVENT_KIND] = kinds[event->kind];
	words[EVENT_SUCCESS] = event->kind == KACS_EVENT_STAGING
				       ? event->nodes_differ
				       : event->success;
	words[EVENT_REQUESTED] = event->requested;
	words[EVENT_GRANTED] = event->granted;
	if (event->kind == KACS_EVENT_PRIVILEGE ||
	    event->kind == KACS_EVENT_STAGING)
		words[EVENT_OTHER] = event->surviving;
	if (event->kind == KACS_EVENT_PRIVILEGE)
		words[EVENT_SUBJECT] = privilege_number(event->privilege);
	if (event->kind == KACS_EVENT_SACL) {
		words[EVENT_SUBJECT] = kacs_load_le32(event->ace_bytes);
		words[EVENT_DIGEST] = digest(event->ace_bytes, event->ace_len);
		words[EVENT_SOURCE] =
			event->acl == KACS_ACL_SACL
				? EVENT_OBJECT
				: (u32)event->policy << 16 | event->rule;
		words[EVENT_ACE] = event->ace;
	}
}

/* Prepared forms, large enough for every case. */
static u64 sd_memory[8 * CASE_MAX_BYTES / sizeof(u64)];
static u64 token_memory[8 * CASE_MAX_BYTES / sizeof(u64)];
static u64 policy_memory[CASE_MAX_POLICIES][8 * CASE_MAX_BYTES / sizeof(u64)];

/* The policies of a case, in the order of a set; false if one is malformed. */
static bool prepare_policies(const struct case_parts *parts,
			     const struct kacs_policy **policies,
			     struct kacs_policy_set *set)
{
	struct case_policy_parts policy;
	struct kacs_sid sid;
	u32 at = 0, i;

	for (set->count = 0; case_next_policy(parts, &at, &policy);
	     set->count++) {
		const struct kacs_policy *prepared;

		if (set->count == CASE_MAX_POLICIES)
			die("more policies than there can be");
		if (kacs_sid_parse(policy.sid, policy.sid_len, 0, &sid, NULL))
			die("the SID of a policy is malformed");
		if (kacs_policy_prepare(policy_memory[set->count],
					sizeof(policy_memory[0]), policy.spec,
					policy.spec_len, &sid, &prepared, NULL))
			return false;
		for (i = set->count;
		     i && kacs_policy_compare(&prepared->sid,
					      &policies[i - 1]->sid) < 0;
		     i--)
			policies[i] = policies[i - 1];
		policies[i] = prepared;
	}
	set->policies = policies;
	return true;
}

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
	const struct kacs_policy *policies[CASE_MAX_POLICIES];
	struct kacs_policy_set set;
	struct kacs_audit_event events[CASE_MAX_EVENTS];
	struct kacs_audit audit = {events, CASE_MAX_EVENTS, 0};

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
		words[ANSWER_STATUS] = STATUS_CLAIMS;
		return;
	}
	if (parts.tree_len) {
		if (kacs_object_tree_prepare(parts.tree,
					     parts.tree_len /
						     KACS_OBJECT_ENTRY_BYTES,
					     nodes, &tree, NULL)) {
			words[ANSWER_STATUS] = STATUS_TREE;
			return;
		}
		check.tree = &tree;
	}
	if (!prepare_policies(&parts, policies, &set)) {
		words[ANSWER_STATUS] = STATUS_POLICY;
		return;
	}
	check.policies = &set;
	check.result_list = parts.result_list;
	check.audit = &audit;
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
	words[ANSWER_CONTINUOUS] = decision.continuous_audit;
	words[ANSWER_MISMATCH] = decision.staging_mismatch;
	words[ANSWER_STAGED] = decision.staged;
	words[ANSWER_USED] = (u32)decision.privileges_used;
	words[ANSWER_USED_HIGH] = (u32)(decision.privileges_used >> 32);
	if (audit.count > CASE_MAX_EVENTS)
		die("more events than there can be");
	words[ANSWER_EVENTS] = audit.count;
	for (u32 i = 0; i < audit.count; i++)
		write_event(&events[i], answer->events[i]);
	if (check.tree) {
		words[ANSWER_NODES] = tree.count;
		for (u32 i = 0; i < tree.count; i++) {
			answer->nodes[i].granted = nodes[i].granted;
			answer->nodes[i].allowed = nodes[i].allowed;
		}
	}
}

bool answers_equal(const struct case_answer *a, const struct case_answer *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void event_print(const char *title, const u32 *event)
{
	u32 head = event[EVENT_SUBJECT];

	printf("# %s: event, requested 0x%08x granted 0x%08x: ", title,
	       event[EVENT_REQUESTED], event[EVENT_GRANTED]);
	switch (event[EVENT_KIND]) {
	case EVENT_PRIVILEGE_USE:
		printf("%s of privilege %u, 0x%08x survived\n",
		       event[EVENT_SUCCESS] ? "use" : "vain use", head,
		       event[EVENT_OTHER]);
		break;
	case EVENT_SACL:
		printf("%s, ACE %u, type 0x%02x flags 0x%02x, %u bytes, digest "
		       "%08x, of ",
		       event[EVENT_SUCCESS] ? "success" : "failure",
		       event[EVENT_ACE], head & 0xff, head >> 8 & 0xff,
		       head >> 16, event[EVENT_DIGEST]);
		if (event[EVENT_SOURCE] == EVENT_OBJECT)
			printf("the object\n");
		else
			printf("rule %u of policy ACE %u\n",
			       event[EVENT_SOURCE] & 0xffff,
			       event[EVENT_SOURCE] >> 16);
		break;
	case EVENT_FORCED:
		printf("forced %s\n",
		       event[EVENT_SUCCESS] ? "success" : "failure");
		break;
	case EVENT_STAGING_MISMATCH:
		printf("staging mismatch, staged 0x%08x%s\n",
		       event[EVENT_OTHER],
		       event[EVENT_SUCCESS] ? ", nodes differ" : "");
		break;
	default:
		printf("of unknown kind %u\n", event[EVENT_KIND]);
	}
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
	printf("# %s: staged 0x%08x%s, continuous audit 0x%08x, privileges "
	       "used 0x%x%08x\n",
	       title, words[ANSWER_STAGED],
	       words[ANSWER_MISMATCH] ? " (mismatch)" : "",
	       words[ANSWER_CONTINUOUS], words[ANSWER_USED_HIGH],
	       words[ANSWER_USED]);
	for (u32 i = 0; i < words[ANSWER_NODES]; i++)
		printf("# %s: node %u %s granted 0x%08x\n", title, i,
		       answer->nodes[i].allowed ? "allowed" : "denied",
		       answer->nodes[i].granted);
	for (u32 i = 0; i < words[ANSWER_EVENTS]; i++)
		event_print(title, answer->events[i]);
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
