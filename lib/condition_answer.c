// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A condition asked by itself. */
#include "authz.h"
#include "condition_terms.h"
#include "identity.h"
#include "layout.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/explain.h>
#include <kacs/spec.h>

struct kacs_condition_answer {
	u32 truth;
	u32 count;
	struct {
		char *text;
		u32 truth;
	} terms[KACS_TERMS_MAX];
};

/* What a condition is asked about. */
struct setting {
	const struct kacs_identity *identity;
	const struct kacs_sd *sd;
	struct kacs_token token;
	struct kacs_check check;
};

/* Nobody's token and nobody's object, where none is given. */
static const u8 nobody[] = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

static const struct kacs_identity *
token_of(const struct kacs_condition_question *question,
	 struct kacs_diagnostic *diagnostic)
{
	static const char text[] = "{\"user\": \"S-1-0-0\"}";
	const struct kacs_identity *identity;
	uint8_t *spec;
	size_t len;

	if (question->token)
		return kacs_prepare_identity(question->token,
					     question->token_len, diagnostic);
	if (kacs_token_from_json(text, sizeof(text) - 1, &spec, &len,
				 diagnostic) < 0)
		return NULL;
	identity = kacs_prepare_identity(spec, len, diagnostic);
	free(spec);
	return identity;
}

/* The parts of @sd, or of none, with an owner: the walk needs one. */
static const struct kacs_sd *with_owner(const struct kacs_sd *sd,
					struct kacs_diagnostic *diagnostic)
{
	struct kacs_sd_parts parts = {0};
	const struct kacs_sd *result;
	uint8_t *bytes;
	size_t len;

	if (sd)
		kacs_parts_of(sd, &parts);
	parts.owner = nobody;
	parts.owner_len = sizeof(nobody);
	if (kacs_layout_sd(&parts, &bytes, &len, diagnostic) < 0)
		return NULL;
	result = kacs_prepare_sd(bytes, len, diagnostic);
	free(bytes);
	return result;
}

static const struct kacs_sd *
object_of(const struct kacs_condition_question *question,
	  struct kacs_diagnostic *diagnostic)
{
	const struct kacs_sd *sd, *owned;

	if (!question->sd)
		return with_owner(NULL, diagnostic);
	sd = kacs_prepare_sd(question->sd, question->sd_len, diagnostic);
	if (!sd || sd->owner.len)
		return sd;
	owned = with_owner(sd, diagnostic);
	free((void *)sd);
	return owned;
}

static void close_setting(struct setting *setting)
{
	free((void *)setting->identity);
	free((void *)setting->sd);
}

static int open_setting(const struct kacs_condition_question *question,
			struct setting *setting,
			struct kacs_diagnostic *diagnostic)
{
	struct kacs_error error;

	*setting = (struct setting){0};
	if (question->condition_len > UINT16_MAX)
		return kacs_report(diagnostic, UINT16_MAX,
				   "a condition has at most 65535 bytes");
	if (kacs_condition_validate(question->condition,
				    (u32)question->condition_len, 0,
				    &error) != KACS_OK)
		return kacs_report_core(diagnostic, "not a valid condition",
					&error);
	setting->identity = token_of(question, diagnostic);
	if (setting->identity)
		setting->sd = object_of(question, diagnostic);
	if (!setting->sd)
		return -1;
	kacs_token_init(&setting->token, setting->identity);
	setting->check.token = &setting->token;
	setting->check.sd = setting->sd;
	setting->check.mapping = &kacs_file_mapping;
	if (question->local_claims)
		setting->check.local_claims = question->local_claims->array;
	return 0;
}

static int fill(struct kacs_condition_answer *answer,
		struct kacs_condition_view *view)
{
	struct kacs_condition_terms terms;
	bool failed = false;
	u32 i;

	view->failed = &failed;
	answer->truth = kacs_condition_truth(view);
	kacs_condition_split(view, &terms);
	for (i = 0; i < terms.count && !failed; i++) {
		struct kacs_buffer text = {0};

		view->failed = &text.failed;
		kacs_put_term(&text, view, &terms.terms[i]);
		answer->terms[i].truth = terms.terms[i].truth;
		answer->terms[i].text = kacs_buffer_take_text(&text);
		failed = !answer->terms[i].text;
		answer->count++;
	}
	return failed ? -1 : 0;
}

struct kacs_condition_answer *
kacs_condition_ask(const struct kacs_condition_question *question,
		   struct kacs_diagnostic *diagnostic)
{
	struct kacs_condition_question known;
	struct kacs_condition_answer *answer;
	struct kacs_condition_view view;
	struct setting setting;

	if (kacs_size_take(&known, sizeof(known), question,
			   KACS_SIZE_TO(struct kacs_condition_question,
					for_deny)) < 0) {
		int error = errno;

		kacs_report(diagnostic, KACS_NO_OFFSET,
			    "a question of an unknown version");
		errno = error;
		return NULL;
	}
	if (open_setting(&known, &setting, diagnostic) < 0) {
		int error = errno;

		close_setting(&setting);
		errno = error;
		return NULL;
	}
	view = (struct kacs_condition_view){
		.bytes = known.condition,
		.len = (u32)known.condition_len,
		.check = &setting.check,
		.pass = KACS_PASS_NORMAL,
		.for_allow = !known.for_deny,
	};
	answer = calloc(1, sizeof(*answer));
	if (answer && fill(answer, &view) < 0) {
		kacs_condition_answer_free(answer);
		answer = NULL;
	}
	close_setting(&setting);
	if (!answer)
		kacs_report_memory(diagnostic);
	return answer;
}

void kacs_condition_answer_free(struct kacs_condition_answer *answer)
{
	u32 i;

	if (!answer)
		return;
	for (i = 0; i < answer->count; i++)
		free(answer->terms[i].text);
	free(answer);
}

static enum kacs_condition_value value_of(u32 truth)
{
	return truth == KACS_TRUTH_TRUE	   ? KACS_CONDITION_TRUE
	       : truth == KACS_TRUTH_FALSE ? KACS_CONDITION_FALSE
					   : KACS_CONDITION_UNKNOWN;
}

enum kacs_condition_value
kacs_condition_answer_value(const struct kacs_condition_answer *answer)
{
	return value_of(answer->truth);
}

const char *
kacs_condition_answer_term(const struct kacs_condition_answer *answer, size_t n,
			   enum kacs_condition_value *value)
{
	if (n >= answer->count)
		return NULL;
	*value = value_of(answer->terms[n].truth);
	return answer->terms[n].text;
}
