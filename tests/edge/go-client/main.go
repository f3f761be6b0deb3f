// A strict OpenID Connect client: coreos/go-oidc compares the issuer of the discovery document and of the ID token with the one it was given, and checks
// the signature against the published keys. It writes the address to sign in at, reads the callback's, and writes the token's claims.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Names beneath localhost are this machine's (RFC 6761 section 6.3), which Go's resolver does not know.
func loopbackClient() *http.Client {
	var dialer net.Dialer
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			if strings.HasSuffix(host, ".localhost") {
				address = net.JoinHostPort("127.0.0.1", port)
			}
			return dialer.DialContext(ctx, network, address)
		},
	}}
}

func run(realm, issuer, clientID, redirectURI string) error {
	ctx := oidc.ClientContext(context.Background(), loopbackClient())
	// Asked at the global host, for the regional issuer.
	provider, err := oidc.NewProvider(oidc.InsecureIssuerURLContext(ctx, issuer), realm)
	if err != nil {
		return err
	}
	config := oauth2.Config{
		ClientID:    clientID,
		Endpoint:    provider.Endpoint(),
		RedirectURL: redirectURI,
		Scopes:      []string{oidc.ScopeOpenID, "profile", "email"},
	}
	state, verifier, nonce := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	fmt.Println(config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))

	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return err
	}
	callback, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		return err
	}
	answer := callback.Query()
	if answer.Get("state") != state {
		return errors.New("the state is not ours")
	}
	// RFC 9207 section 2.4, which neither library does by itself.
	if answer.Get("iss") != issuer {
		return fmt.Errorf("the answer is of issuer %q", answer.Get("iss"))
	}
	token, err := config.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return err
	}
	raw, _ := token.Extra("id_token").(string)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: clientID}).Verify(ctx, raw)
	if err != nil {
		return err
	}
	if idToken.Nonce != nonce {
		return errors.New("the nonce is not ours")
	}
	userInfo, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]string{
		"issuer": idToken.Issuer, "subject": idToken.Subject, "email": userInfo.Email,
	})
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: go-client REALM ISSUER CLIENT_ID REDIRECT_URI")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
