// The keeper runs without an environment and forbids being traced: the sanitizers' options have to be built in.
const char *__asan_default_options(void);

const char *__asan_default_options(void) {
    return "detect_leaks=0:exitcode=99";
}
