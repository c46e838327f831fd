// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"

#define LINE_BYTES 32u

static int digit(int c)
{
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

/* The bytes of a text file; 0 if it is not one of hex digits. */
static u32 read_hex(FILE *file, u8 out[CASE_MAX_BYTES])
{
	u32 digits = 0;
	int c;

	while ((c = fgetc(file)) != EOF) {
		if (c == '#') {
			while (c != '\n' && c != EOF)
				c = fgetc(file);
			continue;
		}
		if (isspace(c))
			continue;
		if (!isxdigit(c) || digits >= 2 * CASE_MAX_BYTES)
			return 0;
		out[digits / 2] = (u8)(digits % 2 ? out[digits / 2] << 4 : 0);
		out[digits / 2] = (u8)(out[digits / 2] | digit(c));
		digits++;
	}
	return digits / 2;
}

static bool replay(struct oracle *oracle, const char *path)
{
	struct case_answer core, expected;
	u8 bytes[CASE_MAX_BYTES];
	struct case_parts parts;
	FILE *file = fopen(path, "r");
	u32 len;

	if (!file) {
		printf("# %s: cannot be opened\n", path);
		return false;
	}
	len = read_hex(file, bytes);
	fclose(file);
	if (!case_split(bytes, len, &parts)) {
		printf("# %s: expected the hex digits of one case\n", path);
		return false;
	}
	core_answer(bytes, len, NULL, &core);
	oracle_ask(oracle, bytes, len, &expected);
	if (answers_equal(&core, &expected))
		return true;
	printf("# %s\n", path);
	case_print(bytes, len);
	answer_print("oracle", &expected);
	answer_print("core", &core);
	return false;
}

u32 corpus_replay(struct oracle *oracle, const char *directory, u32 *count)
{
	struct dirent **names;
	u32 differ = 0;
	char path[4096];
	int n = scandir(directory, &names, NULL, alphasort);

	*count = 0;
	if (n < 0) {
		printf("Bail out! %s: no such directory\n", directory);
		exit(2);
	}
	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		size_t len = strlen(name);

		if (len > 5 && strcmp(name + len - 5, ".case") == 0) {
			snprintf(path, sizeof(path), "%s/%s", directory, name);
			differ += !replay(oracle, path);
			++*count;
		}
		free(names[i]);
	}
	free(names);
	return differ;
}

void corpus_write(const char *path, const u8 *bytes, u32 len)
{
	FILE *file = fopen(path, "w");

	if (!file) {
		printf("# %s: cannot be written\n", path);
		return;
	}
	fprintf(file, "# SPDX-License-Identifier: GPL-2.0-only OR MIT\n");
	for (u32 i = 0; i < len; i++)
		fprintf(file, "%02x%s", bytes[i],
			i % LINE_BYTES == LINE_BYTES - 1 || i == len - 1 ? "\n"
									 : "");
	fclose(file);
	printf("# kept in %s; put it into tests/oracle/corpus\n", path);
}
