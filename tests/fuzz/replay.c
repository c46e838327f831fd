// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A fuzz target as a test without a fuzzer: each file of the directory that is
 * named, once, and the beginnings of each, which no corpus has. Prints TAP.
 */
#include <dirent.h>
#include <errno.h>

#include "fuzz.h"

#define MOST_BYTES (1u << 20)

static void give(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = fuzz_memory(size);

	if (size)
		memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int replay(const char *directory, const char *name)
{
	static uint8_t bytes[MOST_BYTES];
	char path[4096];
	size_t size, part;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "rb");
	if (!file) {
		printf("# %s: %s\n", path, strerror(errno));
		return 0;
	}
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	give(bytes, size);
	for (part = 0; part < size && part < 1024; part++)
		give(bytes, part);
	return 1;
}

int main(int argc, char **argv)
{
	const struct dirent *entry;
	int number = 0;
	DIR *directory;

	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	directory = opendir(argv[1]);
	if (!directory) {
		printf("Bail out! %s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	while ((entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		printf("%s %d - %s\n",
		       replay(argv[1], entry->d_name) ? "ok" : "not ok",
		       number + 1, entry->d_name);
		/* What comes next may abort. */
		fflush(stdout);
		number++;
	}
	closedir(directory);
	printf("1..%d\n", number);
	return 0;
}
