// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What was refused last, and why. */
/* example */
#include <stdio.h>
#include <stdlib.h>
#include <kacs/kacs.h>

int main(void)
{
	struct kacs_explanation *explanation;
	struct kacs_denial *denial;
	char *subject, *reason, *remedy;
	size_t len;

	if (kacs_denial_of(-1, 0, &denial, &len) < 0) {
		perror("the denial");
		return 1;
	}
	subject = kacs_denial_subject(denial);
	reason = kacs_denial_reason(denial, NULL);
	if (subject && reason)
		printf("%s\n%s\n", subject, reason);
	remedy = kacs_denial_remedy(denial);
	if (remedy)
		puts(remedy);
	free(remedy);
	explanation = kacs_denial_explain(denial, NULL, NULL);
	if (explanation && kacs_explanation_remedy(explanation, 0))
		puts(kacs_explanation_remedy(explanation, 0));
	kacs_explanation_free(explanation);
	free(subject);
	free(reason);
	free(denial);
	return 0;
}
/* end */
/* Needs a kernel with KACS. */
