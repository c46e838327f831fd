// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The local claims of a check as JSON. */
#include "claims.h"
#include "json.h"
#include "json_read.h"
#include "report.h"
#include "../core/claim.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/spec.h>

int kacs_local_claims_from_json(const char *text, size_t len, uint8_t **claims,
				size_t *claims_len,
				struct kacs_diagnostic *diagnostic)
{
	json_t *document = kacs_json_load(text, len, diagnostic);
	struct kacs_buffer out = {0};
	int result;

	if (!document)
		return -1;
	result = json_is_array(document)
			 ? kacs_claims_from_json(document, "", &out, diagnostic)
			 : kacs_report_path(diagnostic, ".",
					    "expected a JSON array of claims");
	json_decref(document);
	if (result == 0 && kacs_buffer_take(&out, claims, claims_len) < 0)
		result = kacs_report_memory(diagnostic);
	kacs_buffer_free(&out);
	return result;
}

int kacs_local_claims_to_json(const uint8_t *claims, size_t len, char **text,
			      struct kacs_diagnostic *diagnostic)
{
	json_t *array = kacs_claims_to_json(claims, len, diagnostic);

	return kacs_json_hand_out(array, text, diagnostic);
}
