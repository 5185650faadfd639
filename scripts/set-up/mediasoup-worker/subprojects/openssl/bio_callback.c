/*
 * Without this the worker starts well and crashes at the first DTLS answer.
 *
 * The worker observes its BIOs with a callback, onSslBioOut() in DtlsTransport.cpp. OpenSSL calls it
 * after each operation with the operation's code and the bit BIO_CB_RETURN set, and takes what it
 * returns as the operation's result. The worker compares the whole code with BIO_CB_RETURN, which
 * never matches, and so answers 1 to every BIO_ctrl().
 *
 * The OpenSSL that mediasoup bundles never asks anything to which a wrong "1" matters. Debian's is
 * built with kernel TLS: it asks the BIO "does the kernel encrypt?" (BIO_CTRL_GET_KTLS_SEND), hears
 * yes, allocates no write buffer of its own, and the first record it writes goes to address 0.
 *
 * The linker's --wrap brings the worker's BIO_set_callback_ex() here. The worker's callback is still
 * called; the result it should not have touched is handed on as it was.
 */
#include <openssl/bio.h>
#include <stdlib.h>

void __real_BIO_set_callback_ex(BIO *bio, BIO_callback_fn_ex callback);
void __wrap_BIO_set_callback_ex(BIO *bio, BIO_callback_fn_ex callback);

static BIO_callback_fn_ex workers_callback;

static long observe(BIO *bio, int operation, const char *argp, size_t len, int argi, long argl,
                    int result, size_t *processed)
{
    long answer = workers_callback(bio, operation, argp, len, argi, argl, result, processed);

    return (operation & BIO_CB_RETURN) ? result : answer;
}

void __wrap_BIO_set_callback_ex(BIO *bio, BIO_callback_fn_ex callback)
{
    if (callback == NULL) {
        __real_BIO_set_callback_ex(bio, NULL);
        return;
    }
    /* The worker has exactly one callback; a second one would need a table here. */
    if (workers_callback != NULL && workers_callback != callback)
        abort();
    workers_callback = callback;
    __real_BIO_set_callback_ex(bio, observe);
}
