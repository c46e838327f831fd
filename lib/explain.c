// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Running the check with its trace on. */
#include "authz.h"
#include "explanation.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

static void choose_mapping(struct kacs_explanation *explanation,
			   const struct kacs_question *question)
{
	if (question->generic_all || question->exact_mapping) {
		explanation->mapping = (struct kacs_generic_mapping){
			.read = question->generic_read,
			.write = question->generic_write,
			.execute = question->generic_execute,
			.all = question->generic_all,
		};
		return;
	}
	switch (question->object_type) {
	case KACS_OBJECT_PROCESS:
		explanation->mapping = kacs_process_mapping;
		break;
	case KACS_OBJECT_TOKEN:
		explanation->mapping = kacs_token_mapping;
		break;
	default:
		explanation->mapping = kacs_file_mapping;
		break;
	}
}

/* The missing rights that the decider of the lowest one refused. */
static u32 decided_by(const struct kacs_explanation *explanation)
{
	const struct kacs_attribution *decider = &explanation->decider;
	u32 same = 0, bit;

	for (bit = 0; bit < 32; bit++) {
		struct kacs_attribution other;

		if (!(explanation->missing >> bit & 1))
			continue;
		other = kacs_trace_decider(&explanation->trace, 1u << bit);
		if (other.step == decider->step && other.acl == decider->acl &&
		    other.ace == decider->ace &&
		    other.policy == decider->policy &&
		    other.rule == decider->rule)
			same |= 1u << bit;
	}
	return same;
}

static int copy_self(struct kacs_explanation *explanation,
		     const struct kacs_question *question,
		     struct kacs_diagnostic *diagnostic)
{
	size_t len = question->self_len;

	if (!question->self)
		return 0;
	if (len > sizeof(explanation->self) ||
	    kacs_sid_parse(question->self, (u32)len, 0,
			   &explanation->check.self, NULL) != KACS_OK ||
	    explanation->check.self.len != len)
		return kacs_report(diagnostic, KACS_NO_OFFSET,
				   "the SID for PRINCIPAL_SELF is none");
	memcpy(explanation->self, question->self, len);
	explanation->check.self.bytes = explanation->self;
	return 0;
}

static int copy_spec(struct kacs_explanation *explanation,
		     const struct kacs_question *question)
{
	explanation->spec = malloc(question->token_len);
	if (!explanation->spec)
		return -1;
	memcpy(explanation->spec, question->token, question->token_len);
	explanation->spec_len = question->token_len;
	return 0;
}

/* Once to learn how much there is to tell, then with room for all of it. */
static int run(struct kacs_explanation *explanation)
{
	struct kacs_trace *trace = &explanation->trace;
	struct kacs_audit *audit = &explanation->audit;

	explanation->check.audit = audit;
	kacs_trace_init(trace, NULL, 0);
	kacs_access_check(&explanation->check, &explanation->decision, trace);
	/* One more than nothing, which calloc() may not have room for. */
	explanation->entries =
		calloc(trace->count + 1, sizeof(*explanation->entries));
	audit->events = calloc(audit->count + 1, sizeof(*audit->events));
	if (!explanation->entries || !audit->events)
		return -1;
	audit->capacity = audit->count;
	audit->count = 0;
	kacs_trace_init(trace, explanation->entries, trace->count);
	kacs_access_check(&explanation->check, &explanation->decision, trace);
	return 0;
}

static int answer(struct kacs_explanation *explanation)
{
	if (run(explanation) < 0)
		return -1;
	explanation->missing =
		explanation->decision.desired & ~explanation->decision.granted;
	explanation->instead = KACS_NO_ACE;
	if (explanation->decision.allowed)
		return 0;
	/* Refused with no right missing: none was wanted. */
	if (explanation->missing)
		explanation->decider = kacs_trace_decider(&explanation->trace,
							  explanation->missing);
	else
		explanation->decider = (struct kacs_attribution){
			.step = KACS_STEP_GATE,
			.ace = KACS_NO_ACE,
		};
	explanation->decided = decided_by(explanation);
	explanation->check.audit = NULL;
	if (kacs_find_remedies(explanation) < 0)
		return -1;
	/* A tree holds the answers of the last check: let it be this one. */
	if (explanation->check.tree)
		kacs_access_check(&explanation->check, &explanation->decision,
				  NULL);
	return 0;
}

static struct kacs_explanation *
explain(const struct kacs_question *question,
	const struct kacs_principals *principals,
	struct kacs_diagnostic *diagnostic)
{
	struct kacs_explanation *explanation = calloc(1, sizeof(*explanation));

	if (!explanation) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	explanation->principals = principals;
	kacs_policy_recovery(&explanation->recovery);
	explanation->object_type = question->object_type;
	explanation->identity = kacs_prepare_identity(
		question->token, question->token_len, diagnostic);
	if (explanation->identity)
		explanation->sd = kacs_prepare_sd(question->sd,
						  question->sd_len, diagnostic);
	if (explanation->sd && copy_spec(explanation, question) < 0) {
		kacs_report_memory(diagnostic);
		kacs_explanation_free(explanation);
		return NULL;
	}
	if (!explanation->sd) {
		kacs_explanation_free(explanation);
		return NULL;
	}
	kacs_token_init(&explanation->token, explanation->identity);
	choose_mapping(explanation, question);
	explanation->check = (struct kacs_check){
		.token = &explanation->token,
		.sd = explanation->sd,
		.mapping = &explanation->mapping,
		.desired = question->desired,
		.privilege_intent = question->privilege_intent,
		.pip_type = question->pip_type,
		.pip_trust = question->pip_trust,
	};
	if (question->local_claims)
		explanation->check.local_claims = question->local_claims->array;
	if (question->tree)
		explanation->check.tree = &question->tree->tree;
	if (question->policies)
		explanation->check.policies = &question->policies->set;
	if (copy_self(explanation, question, diagnostic) < 0) {
		kacs_explanation_free(explanation);
		return NULL;
	}
	if (answer(explanation) < 0) {
		kacs_explanation_free(explanation);
		kacs_report_memory(diagnostic);
		return NULL;
	}
	return explanation;
}

struct kacs_explanation *kacs_explain(const struct kacs_question *question,
				      const struct kacs_principals *principals,
				      struct kacs_diagnostic *diagnostic)
{
	struct kacs_question known;

	if (kacs_size_take(&known, sizeof(known), question,
			   KACS_SIZE_TO(struct kacs_question, policies)) < 0) {
		int error = errno;

		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "a question of an unknown version");
		errno = error;
		return NULL;
	}
	return explain(&known, principals, diagnostic);
}

void kacs_explanation_free(struct kacs_explanation *explanation)
{
	size_t i;

	if (!explanation)
		return;
	for (i = 0; i < KACS_MAX_REMEDIES; i++)
		free(explanation->remedies[i]);
	free(explanation->spec);
	free(explanation->entries);
	free(explanation->audit.events);
	free((void *)explanation->identity);
	free((void *)explanation->sd);
	free(explanation);
}

bool kacs_explanation_allowed(const struct kacs_explanation *explanation)
{
	return explanation->decision.allowed;
}

uint32_t kacs_explanation_granted(const struct kacs_explanation *explanation)
{
	return explanation->decision.granted;
}

uint32_t kacs_explanation_step(const struct kacs_explanation *explanation)
{
	return explanation->decider.step;
}

uint32_t kacs_explanation_ace(const struct kacs_explanation *explanation)
{
	return explanation->decision.allowed ? KACS_NO_ACE
					     : explanation->decider.ace;
}

const char *kacs_explanation_remedy(const struct kacs_explanation *explanation,
				    size_t n)
{
	return n < KACS_MAX_REMEDIES ? explanation->remedies[n] : NULL;
}
