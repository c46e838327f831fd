// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Prepared tokens and descriptors, and checks of them. */
#include "identity.h"
#include "layout.h"
#include "report.h"
#include "../core/check.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include <kacs/authz.h>

struct kacs_authz_context {
	const struct kacs_identity *identity;
	struct kacs_token token;
};

struct kacs_authz_descriptor {
	const struct kacs_sd *sd;
};

struct kacs_authz_context *
kacs_authz_context_new(const uint8_t *spec, size_t len,
		       struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_context *context = malloc(sizeof(*context));

	if (!context) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	context->identity = kacs_prepare_identity(spec, len, diagnostic);
	if (!context->identity) {
		free(context);
		return NULL;
	}
	kacs_token_init(&context->token, context->identity);
	return context;
}

void kacs_authz_context_free(struct kacs_authz_context *context)
{
	if (!context)
		return;
	free((void *)context->identity);
	free(context);
}

struct kacs_authz_descriptor *
kacs_authz_descriptor_new(const uint8_t *sd, size_t len,
			  struct kacs_diagnostic *diagnostic)
{
	struct kacs_authz_descriptor *descriptor = malloc(sizeof(*descriptor));

	if (!descriptor) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	descriptor->sd = kacs_prepare_sd(sd, len, diagnostic);
	if (!descriptor->sd) {
		free(descriptor);
		return NULL;
	}
	return descriptor;
}

void kacs_authz_descriptor_free(struct kacs_authz_descriptor *descriptor)
{
	if (!descriptor)
		return;
	free((void *)descriptor->sd);
	free(descriptor);
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
	return (struct kacs_attribution){
		.step = KACS_STEP_RESULT,
		.ace = KACS_NO_ACE,
	};
}

int kacs_authz_check(const struct kacs_authz_question *question,
		     struct kacs_authz_answer *answer)
{
	const struct kacs_generic_mapping mapping = {
		.read = question->mapping.read,
		.write = question->mapping.write,
		.execute = question->mapping.execute,
		.all = question->mapping.all,
	};
	struct kacs_check check = {
		.token = &question->context->token,
		.sd = question->descriptor->sd,
		.mapping = &mapping,
		.desired = question->desired,
		.privilege_intent = question->privilege_intent,
		.pip_type = question->pip_type,
		.pip_trust = question->pip_trust,
	};
	struct kacs_attribution by;
	struct kacs_decision decision;
	struct kacs_trace trace;

	if (question->self &&
	    (question->self_len > KACS_SID_MAX_BYTES ||
	     kacs_sid_parse(question->self, (u32)question->self_len, 0,
			    &check.self, NULL) != KACS_OK ||
	     check.self.len != question->self_len)) {
		errno = EINVAL;
		return -1;
	}
	kacs_trace_init(&trace, NULL, 0);
	kacs_access_check(&check, &decision, &trace);
	by = decider(&decision, &trace);
	*answer = (struct kacs_authz_answer){
		.allowed = decision.allowed,
		.granted = decision.granted,
		.step = by.step,
		.acl = by.acl,
		.ace = by.acl == KACS_ACL_NONE ? KACS_NO_ACE : by.ace,
	};
	return 0;
}

/* The registry's: PSD-005 3.1; a directory service's: MS-ADTS 5.1.3.2. */
static const struct named_mapping {
	const char *name;
	u32 object_type;
	struct kacs_authz_mapping mapping;
} mappings[] = {
	{"file",
	 KACS_OBJECT_FILE,
	 {KACS_FILE_GENERIC_READ, KACS_FILE_GENERIC_WRITE,
	  KACS_FILE_GENERIC_EXECUTE, KACS_FILE_ALL_ACCESS}},
	{"directory",
	 KACS_OBJECT_DIRECTORY,
	 {KACS_FILE_GENERIC_READ, KACS_FILE_GENERIC_WRITE,
	  KACS_FILE_GENERIC_EXECUTE, KACS_FILE_ALL_ACCESS}},
	{"process",
	 KACS_OBJECT_PROCESS,
	 {KACS_PROCESS_GENERIC_READ, KACS_PROCESS_GENERIC_WRITE,
	  KACS_PROCESS_GENERIC_EXECUTE, KACS_PROCESS_ALL_ACCESS}},
	{"token",
	 KACS_OBJECT_TOKEN,
	 {KACS_TOKEN_GENERIC_READ, KACS_TOKEN_GENERIC_WRITE,
	  KACS_TOKEN_GENERIC_EXECUTE, KACS_TOKEN_ALL_ACCESS}},
	{"registry", KACS_OBJECT_USER, {0x00020019, 0x00020006, 0, 0x000f003f}},
	{"ds",
	 KACS_OBJECT_USER,
	 {0x00020094, 0x00020028, 0x00020004, 0x000f01ff}},
	{"none", KACS_OBJECT_USER, {0, 0, 0, 0}},
};

static int four_numbers(const char *text, struct kacs_authz_mapping *mapping)
{
	u32 *const fields[] = {&mapping->read, &mapping->write,
			       &mapping->execute, &mapping->all};
	unsigned long long value;
	char *end;
	size_t i;

	for (i = 0; i < 4; i++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		errno = 0;
		value = strtoull(text, &end, 0);
		if (errno || value > UINT32_MAX || *end != (i < 3 ? ',' : '\0'))
			return -1;
		*fields[i] = (u32)value;
		text = end + 1;
	}
	return 0;
}

int kacs_authz_mapping_of(const char *name, struct kacs_authz_mapping *mapping,
			  uint32_t *object_type)
{
	u32 type = KACS_OBJECT_USER;
	size_t i;

	for (i = 0; i < sizeof(mappings) / sizeof(mappings[0]); i++)
		if (strcasecmp(mappings[i].name, name) == 0)
			break;
	if (i < sizeof(mappings) / sizeof(mappings[0])) {
		*mapping = mappings[i].mapping;
		type = mappings[i].object_type;
	} else if (four_numbers(name, mapping) < 0) {
		errno = EINVAL;
		return -1;
	}
	if (object_type)
		*object_type = type;
	return 0;
}
