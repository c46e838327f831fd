// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Checks of prepared tokens, descriptors and what else they are about. */
#include "authz.h"

#include <errno.h>

/* The first version ends in these members. */
#define QUESTION_FIRST KACS_SIZE_TO(struct kacs_authz_question, events)
#define ANSWER_FIRST KACS_SIZE_TO(struct kacs_authz_answer, privileges_used)

int kacs_size_take(void *to, size_t known, const void *from, size_t first)
{
	const u8 *bytes = from;
	size_t size, i;

	memcpy(&size, from, sizeof(size));
	if (kacs_size_accept(size, first) < 0)
		return -1;
	memset(to, 0, known);
	memcpy(to, from, size < known ? size : known);
	for (i = known; i < size; i++)
		if (bytes[i]) {
			errno = E2BIG;
			return -1;
		}
	return 0;
}

int kacs_size_accept(size_t size, size_t first)
{
	if (size >= first)
		return 0;
	errno = EINVAL;
	return -1;
}

void kacs_size_give(void *to, size_t size, const void *from, size_t known)
{
	size_t common = size < known ? size : known;

	memcpy((u8 *)to + sizeof(size), (const u8 *)from + sizeof(size),
	       common - sizeof(size));
	if (size > known)
		memset((u8 *)to + known, 0, size - known);
}

static int read_self(const struct kacs_authz_question *question,
		     struct kacs_sid *self)
{
	if (!question->self)
		return 0;
	if (question->self_len <= KACS_SID_MAX_BYTES &&
	    kacs_sid_parse(question->self, (u32)question->self_len, 0, self,
			   NULL) == KACS_OK &&
	    self->len == question->self_len)
		return 0;
	errno = EINVAL;
	return -1;
}

/* Who had the last word. */
static struct kacs_attribution decider(const struct kacs_decision *decision,
				       const struct kacs_trace *trace)
{
	u32 missing = decision->desired & ~decision->granted;

	if (missing && !decision->allowed)
		return kacs_trace_decider(trace, missing);
	if (decision->granted)
		return trace->rights[__builtin_ctz(decision->granted)];
	/* Refused, and yet no right is missing: no right was wanted. */
	return (struct kacs_attribution){
		.step = decision->allowed ? KACS_STEP_RESULT : KACS_STEP_GATE,
		.ace = KACS_NO_ACE,
	};
}

static void name_policy(const struct kacs_sd *sd,
			const struct kacs_attribution *by,
			struct kacs_authz_answer *answer)
{
	struct kacs_sid sid = kacs_ace_sid(sd, &kacs_sd_sacl(sd)[by->policy]);

	answer->recovery = by->note == KACS_NOTE_RECOVERY;
	answer->policy_ace = by->policy;
	answer->rule = by->rule;
	answer->rule_step = by->rule_step;
	answer->policy_sid = sid.bytes;
	answer->policy_sid_len = sid.len;
}

static int ask(const struct kacs_authz_question *asked, bool result_list,
	       struct kacs_authz_answer *out)
{
	struct kacs_authz_question question;
	struct kacs_authz_answer answer = {0};
	struct kacs_generic_mapping mapping;
	struct kacs_attribution by;
	struct kacs_decision decision;
	struct kacs_trace trace;
	struct kacs_check check;

	if (kacs_size_take(&question, sizeof(question), asked, QUESTION_FIRST) <
		    0 ||
	    kacs_size_accept(out->size, ANSWER_FIRST) < 0)
		return -1;
	mapping = (struct kacs_generic_mapping){
		.read = question.mapping.read,
		.write = question.mapping.write,
		.execute = question.mapping.execute,
		.all = question.mapping.all,
	};
	check = (struct kacs_check){
		.token = &question.context->token,
		.sd = question.descriptor->sd,
		.mapping = &mapping,
		.desired = question.desired,
		.privilege_intent = question.privilege_intent,
		.pip_type = question.pip_type,
		.pip_trust = question.pip_trust,
		.result_list = result_list,
	};
	if (read_self(&question, &check.self) < 0)
		return -1;
	if (question.local_claims)
		check.local_claims = question.local_claims->array;
	if (question.tree)
		check.tree = &question.tree->tree;
	if (question.policies)
		check.policies = &question.policies->set;
	if (question.events) {
		check.audit = &question.events->audit;
		check.audit->count = 0;
		question.events->sd = check.sd;
	}
	kacs_trace_init(&trace, NULL, 0);
	kacs_access_check(&check, &decision, &trace);
	by = decider(&decision, &trace);
	answer.allowed = decision.allowed;
	answer.staging_mismatch = decision.staging_mismatch;
	answer.granted = decision.granted;
	answer.step = by.step;
	answer.acl = by.acl;
	answer.ace = by.acl == KACS_ACL_NONE ? KACS_NO_ACE : by.ace;
	answer.continuous_audit = decision.continuous_audit;
	answer.staged = decision.staged;
	answer.privileges_used = decision.privileges_used;
	if (by.step == KACS_STEP_POLICY)
		name_policy(check.sd, &by, &answer);
	kacs_size_give(out, out->size, &answer, sizeof(answer));
	return 0;
}

int kacs_authz_check(const struct kacs_authz_question *question,
		     struct kacs_authz_answer *answer)
{
	return ask(question, false, answer);
}

int kacs_authz_check_list(const struct kacs_authz_question *question,
			  struct kacs_authz_answer *answer)
{
	if (kacs_size_accept(question->size, QUESTION_FIRST) < 0)
		return -1;
	if (!question->tree) {
		errno = EINVAL;
		return -1;
	}
	return ask(question, true, answer);
}
