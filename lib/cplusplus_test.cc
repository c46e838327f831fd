// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A check from C++, through the shared library. */
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <kacs/kacs.h>

static const char sddl[] = "O:SYD:(A;;FR;;;SY)";
static const char token[] = "{\"user\": \"S-1-5-18\"}";

int main()
{
	kacs_authz_question question = {};
	kacs_authz_answer answer = {};
	uint8_t *sd = nullptr, *spec = nullptr;
	size_t sd_len, spec_len;
	int failed = 1;

	if (kacs_sddl_parse(sddl, std::strlen(sddl), nullptr, &sd, &sd_len,
			    nullptr) < 0 ||
	    kacs_token_from_json(token, std::strlen(token), &spec, &spec_len,
				 nullptr) < 0)
		return 1;
	kacs_authz_context *context =
		kacs_authz_context_new(spec, spec_len, nullptr);
	kacs_authz_descriptor *descriptor =
		kacs_authz_descriptor_new(sd, sd_len, nullptr);
	question.size = sizeof(question);
	question.context = context;
	question.descriptor = descriptor;
	question.desired = KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA;
	answer.size = sizeof(answer);
	kacs_authz_mapping_of("file", &question.mapping, nullptr);
	if (kacs_authz_check(&question, &answer) == 0 && !answer.allowed &&
	    answer.granted == KACS_FILE_READ_DATA)
		failed = 0;
	else
		std::printf("granted 0x%x, expected 0x%x\n", answer.granted,
			    KACS_FILE_READ_DATA);
	kacs_authz_descriptor_free(descriptor);
	kacs_authz_context_free(context);
	std::free(sd);
	std::free(spec);
	return failed;
}
