// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "check_json.h"

#include <string.h>

#define FIRST_EVENTS 64u

static const char *step_name(uint32_t step)
{
	static const char *const names[] = {
		[KACS_STEP_NONE] = "none",
		[KACS_STEP_GATE] = "gate",
		[KACS_STEP_MAPPING] = "mapping",
		[KACS_STEP_PRIVILEGES] = "privileges",
		[KACS_STEP_INTEGRITY] = "integrity",
		[KACS_STEP_TRUST] = "trust",
		[KACS_STEP_DACL] = "dacl",
		[KACS_STEP_OWNERSHIP] = "ownership",
		[KACS_STEP_RESTRICTED] = "restricted",
		[KACS_STEP_CONFINEMENT] = "confinement",
		[KACS_STEP_POLICY] = "policy",
		[KACS_STEP_LAYERS] = "layers",
		[KACS_STEP_AUDIT] = "audit",
		[KACS_STEP_RESULT] = "result",
	};

	return step < sizeof(names) / sizeof(names[0]) ? names[step] : "none";
}

static const char *acl_name(uint32_t acl)
{
	switch (acl) {
	case KACS_ACL_DACL:
		return "\"dacl\"";
	case KACS_ACL_SACL:
		return "\"sacl\"";
	case KACS_ACL_POLICY:
		return "\"policy\"";
	default:
		return "null";
	}
}

/* Is there a last event without room? */
static bool overflowed(const struct kacs_authz_events *events)
{
	struct kacs_authz_event event = {.size = sizeof(event)};
	size_t count = kacs_authz_events_count(events);

	return count && kacs_authz_events_get(events, count - 1, &event) < 0;
}

int ask(struct kacs_authz_question *question, struct kacs_authz_events **events,
	struct kacs_authz_answer *answer)
{
	size_t count = FIRST_EVENTS;

	for (;;) {
		if (!*events)
			*events = kacs_authz_events_new(count);
		if (!*events)
			return -1;
		question->events = *events;
		answer->size = sizeof(*answer);
		if (kacs_authz_check(question, answer) < 0)
			return -1;
		if (!overflowed(*events))
			return 0;
		count = kacs_authz_events_count(*events);
		kacs_authz_events_free(*events);
		*events = NULL;
	}
}

/* The name of a policy and which rule of it. */
static void print_rule(FILE *out, const uint8_t *sid, size_t len, uint32_t rule)
{
	char text[KACS_SID_TEXT_BYTES];

	kacs_sid_to_text(sid, len, text);
	fprintf(out, ", \"policy\": \"%s\", \"rule\": %u", text, rule);
}

static const char *true_or_false(bool value)
{
	return value ? "true" : "false";
}

/* Of an audit ACE: which one. */
static void print_trigger(FILE *out, const struct kacs_authz_event *event)
{
	fprintf(out,
		", \"trigger\": {\"kind\": \"sacl\", \"ace\": %u, \"acl\": %s",
		event->ace, acl_name(event->acl));
	if (event->acl == KACS_ACL_POLICY)
		print_rule(out, event->policy_sid, event->policy_sid_len,
			   event->rule);
	fputs("}}", out);
}

static void print_event(FILE *out, const struct kacs_authz_event *event)
{
	const char *success = true_or_false(event->success);

	switch (event->kind) {
	case KACS_AUTHZ_PRIVILEGE_USE:
		fprintf(out,
			"{\"event\": \"privilege-use\", \"privilege\": \"%s\", \"success\": %s, \"requested_access\": \"0x%x\", \"granted_access\": \"0x%x\", \"surviving_access\": \"0x%x\"}",
			kacs_privilege_name((unsigned int)__builtin_ctzll(
				event->privilege)),
			success, event->requested, event->granted,
			event->surviving);
		break;
	case KACS_AUTHZ_STAGING:
		fprintf(out,
			"{\"event\": \"caap-policy-diagnostic\", \"kind\": \"staging-mismatch\", \"requested_access\": \"0x%x\", \"effective_granted_access\": \"0x%x\", \"staged_granted_access\": \"0x%x\", \"object_results_differ\": %s}",
			event->requested, event->granted, event->staged,
			true_or_false(event->nodes_differ));
		break;
	default:
		fprintf(out,
			"{\"event\": \"access-audit\", \"success\": %s, \"requested_access\": \"0x%x\", \"granted_access\": \"0x%x\"",
			success, event->requested, event->granted);
		if (event->kind == KACS_AUTHZ_AUDIT_ACE)
			print_trigger(out, event);
		else
			fputs(", \"trigger\": {\"kind\": \"policy\", \"ace\": null, \"acl\": null}}",
			      out);
		break;
	}
}

static void print_events(FILE *out, const struct kacs_authz_events *events)
{
	struct kacs_authz_event event = {.size = sizeof(event)};
	size_t i;

	for (i = 0; kacs_authz_events_get(events, i, &event) == 0; i++) {
		if (i)
			fputs(", ", out);
		print_event(out, &event);
	}
}

static void print_nodes(FILE *out, const struct kacs_authz_tree *tree)
{
	struct kacs_authz_node node = {.size = sizeof(node)};
	char guid[KACS_GUID_TEXT_BYTES];
	size_t i;

	for (i = 0; kacs_authz_tree_node(tree, i, &node) == 0; i++) {
		kacs_guid_to_text(node.guid, guid);
		fprintf(out,
			"%s{\"level\": %u, \"guid\": \"%s\", \"granted\": \"0x%x\", \"allowed\": %s}",
			i ? ", " : "", node.level, guid, node.granted,
			true_or_false(node.allowed));
	}
}

void print_answer(FILE *out, const struct kacs_authz_question *question,
		  const struct kacs_authz_answer *answer)
{
	fprintf(out,
		"{\"granted\": \"0x%x\", \"allowed\": %s, \"decided_by\": {\"step\": \"%s\", ",
		answer->granted, true_or_false(answer->allowed),
		step_name(answer->step));
	if (answer->ace != KACS_NO_ACE)
		fprintf(out, "\"ace\": %u, ", answer->ace);
	else
		fputs("\"ace\": null, ", out);
	fprintf(out, "\"acl\": %s", acl_name(answer->acl));
	if (answer->policy_sid)
		print_rule(out, answer->policy_sid, answer->policy_sid_len,
			   answer->rule);
	if (answer->recovery)
		fputs(", \"recovery\": true", out);
	fprintf(out,
		"}, \"continuous_audit\": \"0x%x\", \"staging_mismatch\": %s, \"events\": [",
		answer->continuous_audit,
		true_or_false(answer->staging_mismatch));
	if (kacs_authz_events_count(question->events))
		print_events(out, question->events);
	fputs("], \"nodes\": [", out);
	if (question->tree)
		print_nodes(out, question->tree);
	fputs("]}\n", out);
}
