/**
 * The API of this server, as its description says (/api/openapi.json). Not written by hand:
 * `UPDATE_DOCS=1 npm test -- test/docs/api-of-the-admin-page` writes it.
 */
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find accounts
         * @description Oldest first, in pages. An account must meet all given conditions.
         */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Make an account before its person signs in
         * @description The person is recognised at the first sign-in by `externalId` or by a verified `email`, at the identity provider that `externalIdScheme` names.
         */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an account */
        get: operations["readAccount"];
        put?: never;
        post?: never;
        /**
         * Delete an account for ever
         * @description Its links, stored claims and FHIR identities are deleted with it. Its sessions and refresh tokens end at once.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description A merge patch (RFC 7396). A patch that changes nothing leaves the `ETag` as it is.
         */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/api/v1/accounts/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch an account off
         * @description Its sessions and refresh tokens end at once. No person can sign in with the account until it is activated again.
         */
        post: operations["deactivateAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch an account on again */
        post: operations["activateAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/fhir-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the FHIR resource of the person */
        put: operations["setFhirUser"];
        post?: never;
        /** Let sign-ins find the FHIR resource again */
        delete: operations["clearFhirUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the links of an account: the person’s identities at identity providers */
        get: operations["listLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/links/{linkId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a link from an account
         * @description The next sign-in with that identity counts as a first sign-in again.
         */
        delete: operations["removeLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail an invitation to the account’s address
         * @description With the link in the invitation, the person sets a password, or connects the account to an identity provider.
         */
        post: operations["inviteAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/local-login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set whether the account’s password may be used */
        put: operations["setLocalLogin"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the audit log
         * @description Newest first, in pages. A row must meet all given conditions. Each search is a row of the audit log itself: `audit.searched`, with the conditions.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a row of the audit log
         * @description This is a row of the audit log itself: `audit.searched`, with the `id`.
         */
        get: operations["readAuditEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the signing keys */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make the next key of an algorithm
         * @description It signs when it has been published for `signingKeys.publishHours`. When there is a next key already, nothing is made.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{kid}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the successor of a key take over, or withdraw a key that does not sign yet */
        post: operations["retireKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{kid}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a key at once: nothing that it signed is accepted
         * @description For an emergency. If it signed, another key signs from the same moment.
         */
        post: operations["revokeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find clients
         * @description First those of the configuration file, then those of the database, oldest first, in pages. A client must meet all given conditions.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Make a client
         * @description The body is an entry of the configuration file (docs/configuration.md, `clients`) without secrets, and the same rules decide about it. A client that authenticates by secret gets one, which only this answer shows. Nobody makes a client that may do in this API what they may not (403).
         */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a client */
        get: operations["readClient"];
        put?: never;
        post?: never;
        /**
         * Delete a client for ever
         * @description Its secrets are deleted with it, and its tokens are not active any more. Its id is never used again. A client of the configuration file is not changed here (409).
         */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        /**
         * Change the settings of a client
         * @description A merge patch (RFC 7396). It takes effect from the next request on. A client that begins to authenticate by secret gets one, which only this answer shows; one that stops loses its secrets. A client of the configuration file is not changed here (409).
         */
        patch: operations["updateClient"];
        trace?: never;
    };
    "/api/v1/clients/{id}/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a client as a piece of the configuration file
         * @description To move a client into the configuration file, or to another server (an entry is what `wardkey client add` takes). Secrets are not part of it.
         */
        get: operations["readClientConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a client on
         * @description A client that waits for approval is approved instead (409). A client of the configuration file is not changed here (409).
         */
        post: operations["enableClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a client off
         * @description It is refused everywhere from the next request on, and its tokens are not active any more. A client of the configuration file is not changed here (409).
         */
        post: operations["disableClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a client in that its developer registered
         * @description For a client that waits for approval; any other is refused (409).
         */
        post: operations["approveClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make another secret for a client
         * @description Only this answer shows it. The other secrets work until they expire or are removed, so that the app can change to the new one meanwhile. A client of the configuration file is not changed here (409).
         */
        post: operations["addClientSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/secrets/{secretId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a secret of a client
         * @description It is refused from the next request on. A client of the configuration file is not changed here (409).
         */
        delete: operations["removeClientSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/token-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See which tokens a client would get
         * @description For a person, or for the client itself. No token is made and nobody is signed in; only the audit log gets a row. For a person, `__wardkey/accounts.read` is needed, too (403).
         */
        post: operations["previewToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fhir-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the FHIR servers */
        get: operations["listFhirServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fhir-servers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a FHIR server */
        get: operations["readFhirServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fhir-servers/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the connection to a FHIR server
         * @description Reads its CapabilityStatement, and sends searches that find no person, as `wardkey doctor` does. Changes nothing.
         */
        post: operations["checkFhirServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the identity providers
         * @description First those of the configuration file, then those of the database, oldest first.
         */
        get: operations["listIdentityProviders"];
        put?: never;
        /**
         * Make an identity provider
         * @description The body is an entry of the configuration file (docs/configuration.md, `externalIdentityProviders.identityProvider`), and the same rules decide about it. People can sign in there from the next request on; with `enabled: false` they cannot yet. Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403).
         */
        post: operations["createIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the connection to an identity provider that is not stored
         * @description The same as for one that is stored. Nothing is stored. Secrets that the body leaves out are those of the identity provider of the database with the same scheme, so that a change can be checked beforehand. Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403).
         */
        post: operations["checkNewIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an identity provider */
        get: operations["readIdentityProvider"];
        put?: never;
        post?: never;
        /**
         * Delete an identity provider
         * @description Nobody can sign in there any more. Accounts and their links stay. Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403). An identity provider of the configuration file is not changed here (409).
         */
        delete: operations["deleteIdentityProvider"];
        options?: never;
        head?: never;
        /**
         * Change the settings of an identity provider
         * @description A merge patch (RFC 7396). Settings that it does not name stay, secrets too. A merge patch cannot write `null` inside `claimsParameter`: write `{}`, which asks for the same. It takes effect from the next request on. Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403). An identity provider of the configuration file is not changed here (409).
         */
        patch: operations["updateIdentityProvider"];
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let people sign in at an identity provider
         * @description Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403). An identity provider of the configuration file is not changed here (409).
         */
        post: operations["enableIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop sign-ins at an identity provider
         * @description Those under way end, too. Sessions that began there go on. Whoever defines an identity provider can sign in as anybody, so the caller needs every permission of this API (403). An identity provider of the configuration file is not changed here (409).
         */
        post: operations["disableIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the connection to an identity provider
         * @description Reads its discovery document and keys, compares clocks, and tries the client registration of this server, as `wardkey doctor` does. Changes nothing.
         */
        post: operations["checkIdentityProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test what a sign-in would lead to
         * @description The same decision as for a real sign-in, with its trail, as `wardkey explain` prints it. Nothing is changed; the audit log gets a row (`provider.tested`). The answer tells about accounts, so the caller also needs `__wardkey/accounts.read` (403).
         */
        post: operations["testSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}/test-sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test an identity provider by signing in there
         * @description The answer has an address to open in a browser. The person who opens it is told that this is a test and that the caller sees the claims, and signs in at the identity provider, also at one that is switched off. Nobody is signed in here, and no account is changed. The caller also needs `__wardkey/accounts.read` (403).
         */
        post: operations["beginTestSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{scheme}/test-sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a test sign-in led to
         * @description For the caller who began it, until `expiresAt`.
         */
        get: operations["readTestSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/launch-contexts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prepare an EHR launch
         * @description For an EHR that opens an app in its user’s browser (SMART App Launch 2.2, "EHR launch"). The launch can be used once, within five minutes, by this app, for this FHIR server and, with `user`, by this person.
         */
        post: operations["prepareLaunch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See who calls, and what they may do */
        get: operations["readCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the roles, and who has them */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the roles of an account */
        get: operations["listRolesOfAccount"];
        /**
         * Give an account exactly these roles
         * @description It takes effect at the next request of its person. Nobody gives or takes permissions that they do not have themselves (403), and the last administrator stays (409).
         */
        put: operations["setRolesOfAccount"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/first-administrator": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Become the first administrator
         * @description For the person who calls, with the code that the server writes into its log at the start as long as there is no administrator.
         */
        post: operations["claimFirstAdministrator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user-access-brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Publish the brand bundle, and replace the earlier one
         * @description What apps show in lists of hospitals (SMART App Launch 2.2, "User-access Brands and Endpoints"). This server checks the bundle and publishes it unchanged.
         */
        put: operations["publishBrands"];
        post?: never;
        /** Withdraw the brand bundle */
        delete: operations["withdrawBrands"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        FieldProblemRepresentation: {
            /**
             * @description Where the member is in the body or query.
             * @example email
             */
            field: string;
            /** @example is not an e-mail address by which a person can be recognised */
            message: string;
        };
        ProblemRepresentation: {
            /** @example about:blank */
            type: string;
            /** @example The request cannot be accepted */
            title: string;
            /** @example 400 */
            status: number;
            /** @description Details of the error, or what to do about it. */
            detail?: string;
            errors?: components["schemas"]["FieldProblemRepresentation"][];
            /**
             * @description A number by which the operator of this server finds the error, when the fault is in this server.
             * @example K7P2-9QXD
             */
            reference?: string;
        };
        AccountRepresentation: {
            /**
             * Format: uuid
             * @description Also the `sub` of the tokens. It never changes and is never given to another account.
             */
            id: string;
            /**
             * @description No person can sign in with a deactivated account.
             * @enum {string}
             */
            status: "active" | "deactivated";
            /** @example Maria Lindqvist */
            displayName: string | null;
            /** @example maria.lindqvist@hospital.example */
            email: string | null;
            /**
             * @description The value by which an identity provider knows this person, set beforehand, such as an Entra object id.
             * @example 8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b
             */
            externalId: string | null;
            /**
             * @description The identity provider for which the account waits. `null` means the only identity provider when there is exactly one, and none when there are several.
             * @example hospital
             */
            externalIdScheme: string | null;
            /**
             * @description Set by an administrator. What the last sign-in found is not shown here.
             * @example Practitioner/maria-lindqvist
             */
            fhirUser: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            lastSignInAt: string | null;
        };
        AccountPageRepresentation: {
            accounts: components["schemas"]["AccountRepresentation"][];
            /** @description The `cursor` of the next page; `null` on the last page. */
            next: string | null;
        };
        CreateAccountDto: {
            /** @example Maria Lindqvist */
            displayName?: string | null;
            /**
             * @description Only one account may have this address; upper and lower case do not matter. An international domain must be valid (IDNA) and in lower case.
             * @example maria.lindqvist@hospital.example
             */
            email?: string | null;
            /**
             * @description The value by which the identity provider knows this person, such as an Entra object id. Only one account may have it at each identity provider.
             * @example 8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b
             */
            externalId?: string | null;
            /**
             * @description The configured identity provider at which the person signs in. Sign-ins at other identity providers never match the account. Required with `externalId` or `email` when several identity providers are configured. `null` with an `email` means that the person signs in by password only.
             * @example hospital
             */
            externalIdScheme?: string | null;
            /**
             * @description `Practitioner/1`, or its absolute URL on a configured FHIR server.
             * @example Practitioner/maria-lindqvist
             */
            fhirUser?: string | null;
        };
        UpdateAccountDto: {
            /** @example Maria Lindqvist */
            displayName?: string | null;
            /**
             * @description Only one account may have this address; upper and lower case do not matter. An international domain must be valid (IDNA) and in lower case.
             * @example maria.lindqvist@hospital.example
             */
            email?: string | null;
            /**
             * @description The value by which the identity provider knows this person, such as an Entra object id. Only one account may have it at each identity provider.
             * @example 8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b
             */
            externalId?: string | null;
            /**
             * @description The configured identity provider at which the person signs in. Sign-ins at other identity providers never match the account. Required with `externalId` or `email` when several identity providers are configured. `null` with an `email` means that the person signs in by password only.
             * @example hospital
             */
            externalIdScheme?: string | null;
            /**
             * @description `Practitioner/1`, or its absolute URL on a configured FHIR server.
             * @example Practitioner/maria-lindqvist
             */
            fhirUser?: string | null;
            /**
             * @description When an account is deactivated, its sessions and refresh tokens end.
             * @enum {string}
             */
            status?: "active" | "deactivated";
        };
        FhirUserDto: {
            /**
             * @description `Practitioner/1`, or its absolute URL on a configured FHIR server.
             * @example Practitioner/maria-lindqvist
             */
            fhirUser: string;
        };
        KnownFhirUserRepresentation: {
            /**
             * @description The FHIR server, by its name in the settings.
             * @example records
             */
            fhirServer: string;
            /** @example Practitioner/1 */
            fhirUser: string;
            /**
             * @description What named this FHIR resource.
             * @enum {string}
             */
            source: "claim" | "account" | "lookup";
            /**
             * Format: date-time
             * @description When this server last found the resource, or last confirmed that it still exists.
             */
            resolvedAt: string;
        };
        LinkRepresentation: {
            /** Format: uuid */
            id: string;
            /**
             * @description The identity provider through which the person first signed in with this identity.
             * @example hospital
             */
            scheme: string;
            /** @example https://login.hospital.example */
            issuer: string;
            /**
             * @description `sub` at that issuer.
             * @example 248289761001
             */
            subject: string;
            /**
             * @description `provisioned`, `administrator`, or the claim that matched at the first sign-in.
             * @example oid
             */
            linkedBy: string;
            /** Format: date-time */
            linkedAt: string;
            /** Format: date-time */
            lastUsedAt: string;
            /** @description The FHIR resources that were found at the last sign-ins by this link. Other links of the account may have other resources. */
            fhirUsers: components["schemas"]["KnownFhirUserRepresentation"][];
        };
        LinkListRepresentation: {
            links: components["schemas"]["LinkRepresentation"][];
        };
        InvitationRepresentation: {
            /**
             * Format: date-time
             * @description When the link of the invitation expires.
             */
            expiresAt: string;
        };
        LocalLoginDto: {
            /**
             * @description `disabled` keeps the password but refuses sign-ins with it. The person then signs in at an identity provider only.
             * @enum {string}
             */
            localLogin: "enabled" | "disabled";
        };
        LocalLoginRepresentation: {
            /**
             * @description `disabled` keeps the password but refuses sign-ins with it. The person then signs in at an identity provider only.
             * @enum {string}
             */
            localLogin: "enabled" | "disabled";
            /** @description What no longer works because of this setting. */
            warnings: string[];
        };
        AuditEventRepresentation: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            occurredAt: string;
            /**
             * @description What happened.
             * @example login.refused
             */
            event: string;
            /** @enum {string} */
            outcome: "success" | "refused" | "failed";
            /**
             * @description The code that says why.
             * @example several_accounts
             */
            reason?: string;
            /**
             * @description The reference number that a page showed.
             * @example K7PQ-3MXA
             */
            reference?: string;
            /** @description The account that the event is about. */
            accountId?: string;
            /** @description The account of the administrator who did it. */
            actorId?: string;
            /** @description The app or service. */
            clientId?: string;
            /** @description The identity provider. */
            scheme?: string;
            /** @description The FHIR server that has the patient, by its name. */
            fhirServer?: string;
            /** @description The `id` of the patient whose record was opened. */
            patient?: string;
            /** @description What was checked and found, step by step, mostly as a list of `step` and `finding`. */
            trail?: unknown[];
            /** @description Where the request came from; deleted after `audit.addressDays`. */
            address?: string;
            /** @description What the browser or program said that it is; deleted with `address`. */
            userAgent?: string;
            /** @description Its place in the chain that shows changes. A row gets it within about a second. */
            position?: number;
        };
        AuditEventPageRepresentation: {
            auditEvents: components["schemas"]["AuditEventRepresentation"][];
            /** @description The `cursor` of the next page; `null` when there are no older rows. A page may have no row and still have a next one, because each request looks at 5,000 rows at most. */
            next: string | null;
        };
        KeyRepresentation: {
            /** @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs */
            kid: string;
            /** @enum {string} */
            alg: "RS256" | "ES256";
            /**
             * @description `next`: published, does not sign yet. `current`: signs. `retired`: published until no token that it signed is valid. `ended`: not published. `revoked`: nothing that it signed is accepted.
             * @enum {string}
             */
            state: "next" | "current" | "retired" | "ended" | "revoked";
            /**
             * Format: date-time
             * @description Since when it has this state.
             */
            since: string;
            /** Format: date-time */
            createdAt: string;
            /** @description By which name the signing service knows it; `null` when the database has it. */
            serviceKey: string | null;
            /**
             * @description What happens next without a command.
             * @enum {string|null}
             */
            nextStep: "signs" | "getsSuccessor" | "ends" | "forgotten" | null;
            /** Format: date-time */
            nextStepAt: string | null;
            /** @description Why it does not count although its state says so. */
            problem: string | null;
        };
        KeyListRepresentation: {
            keys: components["schemas"]["KeyRepresentation"][];
        };
        RotateKeyDto: {
            /**
             * @example ES256
             * @enum {string}
             */
            alg: "RS256" | "ES256";
            /**
             * @description Whether the new key signs at once. Whoever keeps the JWKS refuses its tokens until they read the JWKS again.
             * @default false
             */
            now: boolean;
        };
        ClientSecretRepresentation: {
            /** @description `null` for a secret of the configuration file. */
            id: string | null;
            /** Format: date-time */
            createdAt: string | null;
            /**
             * Format: date-time
             * @description From when on it is refused; `null` for a secret that does not expire.
             */
            expiresAt: string | null;
        };
        ClientSettingsRepresentation: {
            /** @description `client_id`. */
            clientId: string;
            /** @description `client_name`: what people read on the pages. When left out: the client id. */
            clientName?: string;
            /**
             * @description `token_endpoint_auth_method`: none (public app), client_secret_basic, client_secret_post, private_key_jwt.
             * @enum {string}
             */
            tokenEndpointAuthMethod?: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
            /** @description `jwks`: the public keys of a `private_key_jwt` client, inline. */
            jwks?: {
                [key: string]: unknown;
            };
            /** @description `jwks_uri`: where a `private_key_jwt` client publishes its keys. */
            jwksUri?: string;
            /** @description `grant_types`. When left out: authorization_code and refresh_token. */
            grantTypes?: ("authorization_code" | "refresh_token" | "client_credentials")[];
            /**
             * @description `application_type`: `native` for an app on the person’s device, `web` for one that is not. For a native app, and for every public client that is not marked as `web`, every port of `http://127.0.0.1` and `http://[::1]` is accepted (RFC 8252 section 7.3). When left out: native for a client with a redirect URI of a scheme of its own.
             * @enum {string}
             */
            applicationType?: "native" | "web";
            /** @description `redirect_uris`: exact addresses, compared character by character; no wildcards. Only the port of a loopback address may vary (`applicationType`). */
            redirectUris?: string[];
            /** @description Where an EHR opens the app (SMART App Launch, "EHR launch"): `iss` and `launch` are added to it. */
            launchUris?: string[];
            /** @description Origins from which pages of the app may call the token endpoint, beside those of `redirectUris`: `https://app.example`, `capacitor://localhost`. */
            allowedOrigins?: string[];
            /** @description `post_logout_redirect_uris`: where the browser may return after sign-out. */
            postLogoutRedirectUris?: string[];
            /** @description `scope`: what the client may ask for at most, separated by spaces. Without this setting: every scope of SMART, of OpenID Connect and of `scopes` that a person can allow. Scopes that a client gets for itself must be named: `system/` scopes, those of `resources`, and `__wardkey/` scopes. When left out: whatever a person allows; nothing for the client itself. */
            scope?: string;
            /** @description `client_uri`: the home page of the app. */
            clientUri?: string;
            /** @description `logo_uri`: a picture of the app. Administrators see its address. The pages do not show it, because they load nothing from other servers. */
            logoUri?: string;
            /** @description `policy_uri`: what the app does with people’s data. */
            policyUri?: string;
            /** @description `tos_uri`: the terms of the app. */
            tosUri?: string;
            /** @description `contacts`: whom to ask about the app; usually e-mail addresses. */
            contacts?: string[];
            /** @description Whether an administrator has checked who is behind this app; shown as a mark on the pages. */
            verified?: boolean;
            /** @description Whether this client may introspect tokens of other clients (RFC 7662 section 2.1). `true` is for a FHIR server or another API: it may ask about tokens for itself. `resource` says which API it is, `fhirServer` which one of several FHIR servers. `all` is for gateways: tokens for every FHIR server and API, and those of clients that know OpenID Connect only. */
            mayIntrospect?: boolean | "all";
            /**
             * @description `id_token_signed_response_alg`: what its ID tokens are signed with, `RS256` or `ES256`.
             * @enum {string}
             */
            idTokenAlgorithm?: "RS256" | "ES256";
            /**
             * @description `fhirUser` in ID tokens: `absolute` URL, or `relative` to the FHIR server (`Practitioner/1`) for apps that need that.
             * @enum {string}
             */
            fhirUserForm?: "absolute" | "relative";
            /** @description The schemes of the identity providers whose people may use this client. A session from another identity provider is not used for this client. `localLogin` says whether passwords may be used. When left out: all identity providers. */
            identityProviders?: string[];
            /** @description The name of a FHIR server. Requests of this client that name no server are about this one, for services that know OpenID Connect only. For a client with `mayIntrospect`: the FHIR server that this client is. When left out: the default FHIR server, if there is one. */
            fhirServer?: string;
            /** @description For a client with `mayIntrospect` that is not a FHIR server: the name of the API in `resources` that this client is. When left out: none. */
            resource?: string;
            /**
             * @description PKCE: `required`, or `optional` for a service that does not support PKCE and authenticates by secret or key. SMART App Launch requires PKCE from every app.
             * @enum {string}
             */
            pkce?: "required" | "optional";
            /**
             * @description `ask`: Wardkey asks people each time what the app may have. `remember`: it asks again only for more than they allowed before; for apps of your own organisation. For apps that register themselves Wardkey always asks.
             * @enum {string}
             */
            consent?: "ask" | "remember";
            /** @description `backchannel_logout_uri`: where Wardkey tells the client that a person has signed out (OpenID Connect Back-Channel Logout 1.0). The client’s ID tokens then have a `sid`. */
            backchannelLogoutUri?: string;
            /** @description Claims in its ID tokens, for services that do not read userinfo: `name`, `email`, `groups`. Each only where a granted scope releases it (`profile`, `email`, or one of `scopes`). When left out: none. */
            idTokenClaims?: string[];
            /** @description Claims in its access tokens, for services that read them there. Each only where a granted scope releases it. Every receiver of the token can read them. When left out: none. */
            accessTokenClaims?: string[];
            /** @description Also send `profile` with the value of `fhirUser`, as in SMART App Launch 1.0. */
            legacyProfileClaim?: boolean;
            /**
             * @description How `fhirContext` is written for this app: `objects`, or `strings` as in SMART App Launch 2.0.
             * @enum {string}
             */
            fhirContextForm?: "objects" | "strings";
            /** @description Whether the token response has `authorization_details`, which say where the token can be used (experimental in SMART App Launch 2.2). Every FHIR server then needs its exact `fhirVersion`. */
            authorizationDetails?: boolean;
            /**
             * @description Whether people may sign in to this app by password, if the global `localLogin` allows passwords. `disabled` is refused while an account has a password as its only way in and nobody has signed in at an identity provider yet.
             * @enum {string}
             */
            localLogin?: "enabled" | "disabled";
        };
        ClientRepresentation: {
            /** @example growth-chart */
            clientId: string;
            /**
             * @description Who defined it: the configuration file, which this API does not change; an administrator; or its developer (RFC 7591).
             * @enum {string}
             */
            origin: "file" | "administrator" | "registration";
            /**
             * @description A client that is not enabled is refused everywhere. `pending`: it waits for approval.
             * @enum {string}
             */
            status: "enabled" | "disabled" | "pending";
            /** @description Why the definition cannot be used, so that the client is refused; `null` when it can. */
            problem: string | null;
            /** Format: date-time */
            createdAt: string | null;
            secrets: components["schemas"]["ClientSecretRepresentation"][];
            /** @description Every setting; `null` when the definition cannot be used. */
            settings: components["schemas"]["ClientSettingsRepresentation"] | null;
        };
        ClientPageRepresentation: {
            clients: components["schemas"]["ClientRepresentation"][];
            /** @description The `cursor` of the next page; `null` on the last page. */
            next: string | null;
        };
        CreateClientDto: {
            /** @description `client_id`. */
            clientId: string;
            /** @description Whether the client may be used. When it is switched off, it is refused everywhere from the next request on, and its tokens are not active any more. */
            enabled?: boolean;
            /** @description `client_name`: what people read on the pages. When left out: the client id. */
            clientName?: string;
            /**
             * @description `token_endpoint_auth_method`: none (public app), client_secret_basic, client_secret_post, private_key_jwt.
             * @enum {string}
             */
            tokenEndpointAuthMethod?: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
            /** @description `jwks`: the public keys of a `private_key_jwt` client, inline. */
            jwks?: {
                [key: string]: unknown;
            };
            /** @description `jwks_uri`: where a `private_key_jwt` client publishes its keys. */
            jwksUri?: string;
            /** @description `grant_types`. When left out: authorization_code and refresh_token. */
            grantTypes?: ("authorization_code" | "refresh_token" | "client_credentials")[];
            /**
             * @description `application_type`: `native` for an app on the person’s device, `web` for one that is not. For a native app, and for every public client that is not marked as `web`, every port of `http://127.0.0.1` and `http://[::1]` is accepted (RFC 8252 section 7.3). When left out: native for a client with a redirect URI of a scheme of its own.
             * @enum {string}
             */
            applicationType?: "native" | "web";
            /** @description `redirect_uris`: exact addresses, compared character by character; no wildcards. Only the port of a loopback address may vary (`applicationType`). */
            redirectUris?: string[];
            /** @description Where an EHR opens the app (SMART App Launch, "EHR launch"): `iss` and `launch` are added to it. */
            launchUris?: string[];
            /** @description Origins from which pages of the app may call the token endpoint, beside those of `redirectUris`: `https://app.example`, `capacitor://localhost`. */
            allowedOrigins?: string[];
            /** @description `post_logout_redirect_uris`: where the browser may return after sign-out. */
            postLogoutRedirectUris?: string[];
            /** @description `scope`: what the client may ask for at most, separated by spaces. Without this setting: every scope of SMART, of OpenID Connect and of `scopes` that a person can allow. Scopes that a client gets for itself must be named: `system/` scopes, those of `resources`, and `__wardkey/` scopes. When left out: whatever a person allows; nothing for the client itself. */
            scope?: string;
            /** @description `client_uri`: the home page of the app. */
            clientUri?: string;
            /** @description `logo_uri`: a picture of the app. Administrators see its address. The pages do not show it, because they load nothing from other servers. */
            logoUri?: string;
            /** @description `policy_uri`: what the app does with people’s data. */
            policyUri?: string;
            /** @description `tos_uri`: the terms of the app. */
            tosUri?: string;
            /** @description `contacts`: whom to ask about the app; usually e-mail addresses. */
            contacts?: string[];
            /** @description Whether an administrator has checked who is behind this app; shown as a mark on the pages. */
            verified?: boolean;
            /** @description Whether this client may introspect tokens of other clients (RFC 7662 section 2.1). `true` is for a FHIR server or another API: it may ask about tokens for itself. `resource` says which API it is, `fhirServer` which one of several FHIR servers. `all` is for gateways: tokens for every FHIR server and API, and those of clients that know OpenID Connect only. */
            mayIntrospect?: boolean | "all";
            /**
             * @description `id_token_signed_response_alg`: what its ID tokens are signed with, `RS256` or `ES256`.
             * @enum {string}
             */
            idTokenAlgorithm?: "RS256" | "ES256";
            /**
             * @description `fhirUser` in ID tokens: `absolute` URL, or `relative` to the FHIR server (`Practitioner/1`) for apps that need that.
             * @enum {string}
             */
            fhirUserForm?: "absolute" | "relative";
            /** @description The schemes of the identity providers whose people may use this client. A session from another identity provider is not used for this client. `localLogin` says whether passwords may be used. When left out: all identity providers. */
            identityProviders?: string[];
            /** @description The name of a FHIR server. Requests of this client that name no server are about this one, for services that know OpenID Connect only. For a client with `mayIntrospect`: the FHIR server that this client is. When left out: the default FHIR server, if there is one. */
            fhirServer?: string;
            /** @description For a client with `mayIntrospect` that is not a FHIR server: the name of the API in `resources` that this client is. When left out: none. */
            resource?: string;
            /**
             * @description PKCE: `required`, or `optional` for a service that does not support PKCE and authenticates by secret or key. SMART App Launch requires PKCE from every app.
             * @enum {string}
             */
            pkce?: "required" | "optional";
            /**
             * @description `ask`: Wardkey asks people each time what the app may have. `remember`: it asks again only for more than they allowed before; for apps of your own organisation. For apps that register themselves Wardkey always asks.
             * @enum {string}
             */
            consent?: "ask" | "remember";
            /** @description `backchannel_logout_uri`: where Wardkey tells the client that a person has signed out (OpenID Connect Back-Channel Logout 1.0). The client’s ID tokens then have a `sid`. */
            backchannelLogoutUri?: string;
            /** @description Claims in its ID tokens, for services that do not read userinfo: `name`, `email`, `groups`. Each only where a granted scope releases it (`profile`, `email`, or one of `scopes`). When left out: none. */
            idTokenClaims?: string[];
            /** @description Claims in its access tokens, for services that read them there. Each only where a granted scope releases it. Every receiver of the token can read them. When left out: none. */
            accessTokenClaims?: string[];
            /** @description Also send `profile` with the value of `fhirUser`, as in SMART App Launch 1.0. */
            legacyProfileClaim?: boolean;
            /**
             * @description How `fhirContext` is written for this app: `objects`, or `strings` as in SMART App Launch 2.0.
             * @enum {string}
             */
            fhirContextForm?: "objects" | "strings";
            /** @description Whether the token response has `authorization_details`, which say where the token can be used (experimental in SMART App Launch 2.2). Every FHIR server then needs its exact `fhirVersion`. */
            authorizationDetails?: boolean;
            /**
             * @description Whether people may sign in to this app by password, if the global `localLogin` allows passwords. `disabled` is refused while an account has a password as its only way in and nobody has signed in at an identity provider yet.
             * @enum {string}
             */
            localLogin?: "enabled" | "disabled";
        };
        WrittenClientRepresentation: {
            /** @example growth-chart */
            clientId: string;
            /**
             * @description Who defined it: the configuration file, which this API does not change; an administrator; or its developer (RFC 7591).
             * @enum {string}
             */
            origin: "file" | "administrator" | "registration";
            /**
             * @description A client that is not enabled is refused everywhere. `pending`: it waits for approval.
             * @enum {string}
             */
            status: "enabled" | "disabled" | "pending";
            /** @description Why the definition cannot be used, so that the client is refused; `null` when it can. */
            problem: string | null;
            /** Format: date-time */
            createdAt: string | null;
            secrets: components["schemas"]["ClientSecretRepresentation"][];
            /** @description Every setting; `null` when the definition cannot be used. */
            settings: components["schemas"]["ClientSettingsRepresentation"] | null;
            /** @description The secret that was made for the client by this request. It is shown only here. `null` when none was made. */
            clientSecret: string | null;
            /** @description What is accepted, but should be better. */
            warnings: components["schemas"]["FieldProblemRepresentation"][];
        };
        ClientConfigurationRepresentation: {
            /** @description One entry of `clients`, without its secrets: only the settings that its definition has. */
            clients: {
                [key: string]: unknown;
            }[];
        };
        UpdateClientDto: {
            /** @description `client_name`: what people read on the pages. When left out: the client id. */
            clientName?: string | null;
            /**
             * @description `token_endpoint_auth_method`: none (public app), client_secret_basic, client_secret_post, private_key_jwt.
             * @enum {string|null}
             */
            tokenEndpointAuthMethod?: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt" | null;
            /** @description `jwks`: the public keys of a `private_key_jwt` client, inline. */
            jwks?: {
                [key: string]: unknown;
            } | null;
            /** @description `jwks_uri`: where a `private_key_jwt` client publishes its keys. */
            jwksUri?: string | null;
            /** @description `grant_types`. When left out: authorization_code and refresh_token. */
            grantTypes?: ("authorization_code" | "refresh_token" | "client_credentials")[] | null;
            /**
             * @description `application_type`: `native` for an app on the person’s device, `web` for one that is not. For a native app, and for every public client that is not marked as `web`, every port of `http://127.0.0.1` and `http://[::1]` is accepted (RFC 8252 section 7.3). When left out: native for a client with a redirect URI of a scheme of its own.
             * @enum {string|null}
             */
            applicationType?: "native" | "web" | null;
            /** @description `redirect_uris`: exact addresses, compared character by character; no wildcards. Only the port of a loopback address may vary (`applicationType`). */
            redirectUris?: string[] | null;
            /** @description Where an EHR opens the app (SMART App Launch, "EHR launch"): `iss` and `launch` are added to it. */
            launchUris?: string[] | null;
            /** @description Origins from which pages of the app may call the token endpoint, beside those of `redirectUris`: `https://app.example`, `capacitor://localhost`. */
            allowedOrigins?: string[] | null;
            /** @description `post_logout_redirect_uris`: where the browser may return after sign-out. */
            postLogoutRedirectUris?: string[] | null;
            /** @description `scope`: what the client may ask for at most, separated by spaces. Without this setting: every scope of SMART, of OpenID Connect and of `scopes` that a person can allow. Scopes that a client gets for itself must be named: `system/` scopes, those of `resources`, and `__wardkey/` scopes. When left out: whatever a person allows; nothing for the client itself. */
            scope?: string | null;
            /** @description `client_uri`: the home page of the app. */
            clientUri?: string | null;
            /** @description `logo_uri`: a picture of the app. Administrators see its address. The pages do not show it, because they load nothing from other servers. */
            logoUri?: string | null;
            /** @description `policy_uri`: what the app does with people’s data. */
            policyUri?: string | null;
            /** @description `tos_uri`: the terms of the app. */
            tosUri?: string | null;
            /** @description `contacts`: whom to ask about the app; usually e-mail addresses. */
            contacts?: string[] | null;
            /** @description Whether an administrator has checked who is behind this app; shown as a mark on the pages. */
            verified?: boolean | null;
            /** @description Whether this client may introspect tokens of other clients (RFC 7662 section 2.1). `true` is for a FHIR server or another API: it may ask about tokens for itself. `resource` says which API it is, `fhirServer` which one of several FHIR servers. `all` is for gateways: tokens for every FHIR server and API, and those of clients that know OpenID Connect only. */
            mayIntrospect?: (boolean | "all") | null;
            /**
             * @description `id_token_signed_response_alg`: what its ID tokens are signed with, `RS256` or `ES256`.
             * @enum {string|null}
             */
            idTokenAlgorithm?: "RS256" | "ES256" | null;
            /**
             * @description `fhirUser` in ID tokens: `absolute` URL, or `relative` to the FHIR server (`Practitioner/1`) for apps that need that.
             * @enum {string|null}
             */
            fhirUserForm?: "absolute" | "relative" | null;
            /** @description The schemes of the identity providers whose people may use this client. A session from another identity provider is not used for this client. `localLogin` says whether passwords may be used. When left out: all identity providers. */
            identityProviders?: string[] | null;
            /** @description The name of a FHIR server. Requests of this client that name no server are about this one, for services that know OpenID Connect only. For a client with `mayIntrospect`: the FHIR server that this client is. When left out: the default FHIR server, if there is one. */
            fhirServer?: string | null;
            /** @description For a client with `mayIntrospect` that is not a FHIR server: the name of the API in `resources` that this client is. When left out: none. */
            resource?: string | null;
            /**
             * @description PKCE: `required`, or `optional` for a service that does not support PKCE and authenticates by secret or key. SMART App Launch requires PKCE from every app.
             * @enum {string|null}
             */
            pkce?: "required" | "optional" | null;
            /**
             * @description `ask`: Wardkey asks people each time what the app may have. `remember`: it asks again only for more than they allowed before; for apps of your own organisation. For apps that register themselves Wardkey always asks.
             * @enum {string|null}
             */
            consent?: "ask" | "remember" | null;
            /** @description `backchannel_logout_uri`: where Wardkey tells the client that a person has signed out (OpenID Connect Back-Channel Logout 1.0). The client’s ID tokens then have a `sid`. */
            backchannelLogoutUri?: string | null;
            /** @description Claims in its ID tokens, for services that do not read userinfo: `name`, `email`, `groups`. Each only where a granted scope releases it (`profile`, `email`, or one of `scopes`). When left out: none. */
            idTokenClaims?: string[] | null;
            /** @description Claims in its access tokens, for services that read them there. Each only where a granted scope releases it. Every receiver of the token can read them. When left out: none. */
            accessTokenClaims?: string[] | null;
            /** @description Also send `profile` with the value of `fhirUser`, as in SMART App Launch 1.0. */
            legacyProfileClaim?: boolean | null;
            /**
             * @description How `fhirContext` is written for this app: `objects`, or `strings` as in SMART App Launch 2.0.
             * @enum {string|null}
             */
            fhirContextForm?: "objects" | "strings" | null;
            /** @description Whether the token response has `authorization_details`, which say where the token can be used (experimental in SMART App Launch 2.2). Every FHIR server then needs its exact `fhirVersion`. */
            authorizationDetails?: boolean | null;
            /**
             * @description Whether people may sign in to this app by password, if the global `localLogin` allows passwords. `disabled` is refused while an account has a password as its only way in and nobody has signed in at an identity provider yet.
             * @enum {string|null}
             */
            localLogin?: "enabled" | "disabled" | null;
        };
        AddClientSecretDto: {
            /**
             * Format: date-time
             * @description From when on the secret is refused. A secret without it does not expire.
             * @example 2026-12-31T23:59:59Z
             */
            expiresAt?: string;
        };
        NewClientSecretRepresentation: {
            /** Format: uuid */
            id: string;
            /** @description Shown only here. */
            clientSecret: string;
            /** Format: date-time */
            expiresAt: string | null;
        };
        PreviewedLaunchDto: {
            /** @example noah-jansen */
            patient?: string;
            encounter?: string;
        };
        PreviewTokenDto: {
            /**
             * @description The scopes that the client asks for, separated by spaces.
             * @example launch/patient patient/*.rs openid fhirUser
             */
            scope: string;
            /**
             * @description The FHIR server that the request names (`aud`), by its name in the settings.
             * @example records
             */
            fhirServer?: string;
            /** @description The `id` of an account: what is known of it since its last sign-in counts. Without a person the client asks for itself (client credentials). */
            accountId?: string;
            /** @description With `claims`, instead of an account: where the person signs in. */
            identityProvider?: string;
            /** @description The payload of an ID token of this identity provider, with `sub`. The sign-in is decided on as it would be now. */
            claims?: {
                [key: string]: unknown;
            };
            /** @description For an EHR launch. */
            launch?: components["schemas"]["PreviewedLaunchDto"];
            /** @description The patient whom the person would choose, if asked. */
            patient?: string;
        };
        PreviewRefusalRepresentation: {
            /** @example invalid_scope */
            error: string;
            description: string;
        };
        PreviewedScopeRepresentation: {
            /**
             * @description As it was asked for.
             * @example patient/*.rs
             */
            scope: string;
            /** @enum {string} */
            outcome: "granted" | "narrowed" | "dropped";
            /** @description What is granted of it. */
            granted: string[];
            /**
             * @description Why it is not granted as it was asked for: this server does not know it; the registration of the client does not have it; it means nothing in this request; the rights of the person do not have it (`rights` of the FHIR server); the launch has no such resource.
             * @enum {string}
             */
            reason?: "unknown" | "not_registered" | "not_for_this_request" | "beyond_rights" | "not_in_context";
        };
        TokenPreviewRepresentation: {
            /**
             * @description Only an enabled client really gets anything.
             * @enum {string}
             */
            clientStatus: "enabled" | "disabled" | "pending";
            /** @description Why there would be no tokens: the error of OAuth 2.0, or the reason of a refused sign-in. */
            refused: components["schemas"]["PreviewRefusalRepresentation"] | null;
            /** @description The `aud` of the access token. */
            audience: string | null;
            /** @description Where the person must be known. */
            fhirServer: string | null;
            /** @description `null` when the sign-in would make a new account. */
            accountId: string | null;
            fhirUser: string | null;
            /** @description The most that this person may allow on this FHIR server; `null` without a limit. */
            rights: string | null;
            /** @description What the person can allow at most. The person may take some of it out. */
            scopes: components["schemas"]["PreviewedScopeRepresentation"][];
            /** @description As in the token response of SMART App Launch. */
            launchContext: {
                [key: string]: unknown;
            } | null;
            /** @description What the person is asked to choose: `patient`, `encounter`. */
            asksFor: string[];
            /** @description The claims of the ID token, without those of the single sign-in (`exp`, `auth_time`, `nonce`). */
            idToken: {
                [key: string]: unknown;
            } | null;
            /** @description The claims of the access token, as a FHIR server sees them; nothing is signed. */
            accessToken: {
                [key: string]: unknown;
            } | null;
        };
        CapabilitiesRepresentation: {
            /** @enum {string} */
            release: "R3" | "R4";
            /**
             * @description The resource types that it supports.
             * @example [
             *       "Patient"
             *     ]
             */
            types: string[];
            /** @description Its system-level operations. */
            operations: string[];
            /** @description Whether it says that it takes part in SMART App Launch. */
            smart: boolean;
            /**
             * Format: date-time
             * @description When the process that answers read it. Each process reads it itself, every hour.
             */
            readAt: string;
        };
        PatientIdentifierRepresentation: {
            /** @description `Identifier.system` of the number, such as `https://hospital.example/mrn`. */
            system: string;
            /** @description What people call it, shown before the number: `MRN`. */
            label: string;
        };
        PatientPickerRepresentation: {
            /** @description What the list shows of each patient, in this order. Name and birth date always come first, named here or not, so that two patients are not mistaken for one another. */
            columns?: ("name" | "birthDate" | "sex" | "identifier" | "address" | "telephone" | "generalPractitioner" | "managingOrganization" | "deceased")[];
            /** @description Which numbers the column `identifier` shows, in this order, and which ones are searched. Without this setting the column shows the medical record number (type `MR`), otherwise the first identifier, and all identifiers are searched. When left out: the medical record number. */
            identifiers?: components["schemas"]["PatientIdentifierRepresentation"][];
            /** @description The fields in which the typed text is searched. */
            searchBy?: ("name" | "birthDate" | "identifier")[];
        };
        PersonRightsRepresentation: {
            /** @description The people to whom this entry applies: the types of their own FHIR resource. */
            resourceTypes: ("Practitioner" | "Patient" | "PractitionerRole" | "RelatedPerson" | "Person")[];
            /** @description Clinical scopes, separated by spaces: `patient/*.rs patient/Observation.c`. Empty means none. */
            scope: string;
        };
        FhirServerAuthorizationRepresentation: {
            /** @description `token_endpoint` of that authorization server. */
            tokenEndpoint: string;
            /** @description Our `client_id` at that authorization server. */
            clientId: string;
            /** @description Scope to ask for, the same for every search and read. When left out: the scopes that a search or read needs: `system/Practitioner.rs system/Patient.rs` in the spelling of `scopeSyntax`. */
            scope?: string;
        };
        FhirServerSettingsRepresentation: {
            /** @description Short name, used in our own paths (`/fhir-servers/<name>/...`) and in the audit trail. */
            name: string;
            /** @description The FHIR base URL. Apps send it in `aud`, in any equivalent spelling. The `aud` of tokens is spelled as it stands here, without a trailing slash. */
            baseUrl: string;
            /**
             * @description FHIR version. Without this setting Wardkey reads it from the CapabilityStatement. When left out: asked from the server.
             * @enum {string}
             */
            fhirVersion?: "R3" | "R4" | "3.0" | "4.0" | "3.0.1" | "3.0.2" | "4.0.0" | "4.0.1";
            /**
             * @description `jwt` (RFC 9068, signed ES256) or `opaque` (the FHIR server must introspect every token).
             * @enum {string}
             */
            accessTokenFormat?: "jwt" | "opaque";
            /**
             * @description What JWT access tokens are signed with: `ES256`, or `RS256` for a server that knows only that. (RFC 9068 section 2.1 requires every server to support RS256.)
             * @enum {string}
             */
            accessTokenAlgorithm?: "ES256" | "RS256";
            /**
             * @description `typ` of JWT access tokens: `at+jwt` (RFC 9068), or `JWT` for a validator that accepts only that, such as Spring Security by `issuer-uri`.
             * @enum {string}
             */
            accessTokenType?: "at+jwt" | "JWT";
            /**
             * @description Spelling of the scopes in the tokens for our own searches: `v2` (`.rs`) or `v1` (`.read`).
             * @enum {string}
             */
            scopeSyntax?: "v1" | "v2";
            /** @description Whether the server obeys scopes narrowed by category (`patient/Observation.rs?category=...`). Only then does the consent page let people allow a part: laboratory results, vital signs, and so on. */
            categoryScopes?: boolean;
            /** @description Out of which scopes for the whole record people may take kinds of data: `patient` (`patient/*.rs`), `user` (`user/*.rs`), or both. The remaining types are then granted by name, in some dozens of scopes. With an empty list people allow the whole record or none of it. When left out: `patient`. */
            narrowWholeRecord?: ("patient" | "user")[];
            /** @description How people find the patient an app opens with. */
            patientPicker?: components["schemas"]["PatientPickerRepresentation"];
            /** @description The most that people may let an app do here, by the type of their own resource. If no entry names a person’s type, only the FHIR server limits this person. The FHIR server applies each person’s rights in any case. When left out: no limit. */
            rights?: components["schemas"]["PersonRightsRepresentation"][];
            /** @description For a FHIR server that does not trust our tokens: where Wardkey gets tokens for its searches. When left out: we sign them ourselves. */
            authorization?: components["schemas"]["FhirServerAuthorizationRepresentation"];
        };
        FhirServerRepresentation: {
            /** @example records */
            name: string;
            /** @example https://fhir.hospital.example/r4 */
            baseUrl: string;
            /** @description Whether requests that name no FHIR server are about this one. */
            isDefault: boolean;
            /**
             * @description The release that this server uses: of the settings, or of the CapabilityStatement.
             * @enum {string|null}
             */
            release: "R3" | "R4" | null;
            /** @description From its CapabilityStatement; `null` as long as it could not be read. */
            capabilities: components["schemas"]["CapabilitiesRepresentation"] | null;
            /** @description Why the CapabilityStatement could not be read the last time; `null` when it could. */
            capabilitiesProblem: string | null;
            /** @description Every setting but the secrets. */
            settings: components["schemas"]["FhirServerSettingsRepresentation"];
        };
        FhirServerListRepresentation: {
            /** @description In the order of the settings. */
            fhirServers: components["schemas"]["FhirServerRepresentation"][];
        };
        FindingRepresentation: {
            /** @enum {string} */
            mark: "ok" | "warning" | "problem";
            /**
             * @description What it is about.
             * @example hospital
             */
            what: string;
            /** @example issuer https://login.hospital.example */
            finding: string;
        };
        FindingsRepresentation: {
            findings: components["schemas"]["FindingRepresentation"][];
        };
        AddressesToRegisterRepresentation: {
            /**
             * Format: uri
             * @description Redirect URI.
             */
            redirectUri: string;
            /**
             * Format: uri
             * @description Post-logout redirect URI, for `logoutMethod: singleSignout`.
             */
            postLogoutRedirectUri: string;
            /**
             * Format: uri
             * @description Where the identity provider reports sign-outs.
             */
            backchannelLogoutUri: string;
            /**
             * Format: uri
             * @description The public keys of this server for this identity provider.
             */
            jwksUri: string;
        };
        ClaimCopyDto: {
            /** @description The claim: its exact name (`extn.fhirUser`), or a JSON Pointer for a nested one (`/realm_access/roles`). */
            key: string;
            /** @description The name to keep it under. `fhirUser` makes it a source of the person’s FHIR resource. When left out: the claim’s own name. */
            copyAs?: string;
            /** @description With `copyAs: fhirUser`: the resources this identity provider may name, such as `Practitioner/1`; `*` stands for any characters, as in `Patient/*`. A sign-in with another resource is refused. When left out: every resource. */
            allowedValues?: string[];
        };
        FhirUserLookupDto: {
            /** @description A FHIR search parameter, such as `identifier` or `email`. */
            searchParameterName: string;
            /** @description The value with numbered placeholders, such as `https://myidentifiersystem|{0}`. Without this setting the value of the claim is used as it is. When left out: the claim’s value. */
            searchParameterValueTemplate?: string;
            /** @description The claims that fill the placeholders: the first fills `{0}`, the second `{1}`, and so on. */
            copySearchParameterValuesFromClaims: string[];
            /** @description The values this identity provider may search by, without the identifier system; `*` stands for any characters, as in `N-*`. People with another value are refused. When left out: every value. */
            allowedValues?: string[];
        };
        IdentityProviderSettingsRepresentation: {
            /** @description Unique short name; part of the redirect URI to register: `<issuer>/federation/<scheme>/signin`. */
            scheme: string;
            /** @description The text of the button. When left out: the scheme. */
            displayName?: string;
            /**
             * @description The product of the identity provider, which sets defaults: generic, entraId, okta, auth0, surfconext, google, keycloak.
             * @enum {string}
             */
            kind?: "generic" | "entraId" | "okta" | "auth0" | "surfconext" | "google" | "keycloak";
            /** @description The issuer URL of the identity provider. Wardkey reads `/.well-known/openid-configuration` there. Not needed if `issuer`, `authorizationEndpoint`, `tokenEndpoint` and `jwksUri` are all set. */
            authority?: string;
            /** @description Our registration at the identity provider: client id. */
            clientId: string;
            /** @description Scopes to ask for, separated by spaces. */
            scope?: string;
            /**
             * @description `code`: authorization code. `id_token`: implicit with form_post, for Entra registrations that are set up so; it needs no client secret, but the token has at most five groups.
             * @enum {string}
             */
            responseType?: "code" | "id_token";
            /** @description `issuer` to expect in ID tokens when it differs from the authority. When left out: the authority. */
            issuer?: string;
            /** @description `authorization_endpoint`. If this setting, the two below, and `issuer` or `authority` are set, people can sign in without the discovery document. When left out: discovered. */
            authorizationEndpoint?: string;
            /** @description `token_endpoint`. When left out: discovered. */
            tokenEndpoint?: string;
            /** @description `jwks_uri`: the signing keys of the identity provider. When left out: discovered. */
            jwksUri?: string;
            /** @description Other spellings of the issuer that mean the same identity provider. When left out: none. */
            issuerAliases?: string[];
            /** @description Ids of the directories (tenants) whose people may sign in, where one issuer serves many: `{tenantid}` in the issuer stands for each. Without this list nobody can sign in at such an identity provider. When left out: none. */
            tenants?: string[];
            /** @description `userinfo_endpoint`. When left out: discovered. */
            userinfoEndpoint?: string;
            /** @description `pushed_authorization_request_endpoint` (RFC 9126). When left out: discovered. */
            pushedAuthorizationRequestEndpoint?: string;
            /** @description `end_session_endpoint`, for `logoutMethod: singleSignout`. When left out: discovered. */
            endSessionEndpoint?: string;
            /**
             * @description `always`: also read claims at the userinfo endpoint; the ID token’s own claims win.
             * @enum {string}
             */
            userinfo?: "never" | "always";
            /**
             * @description How we authenticate at the token endpoint of the identity provider: client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt.
             * @enum {string}
             */
            clientAuthentication?: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt";
            /**
             * @description Pushed authorization requests (RFC 9126). `whenRequired`: if the discovery document says `require_pushed_authorization_requests`. `always`: whatever the document says.
             * @enum {string}
             */
            pushedAuthorizationRequests?: "whenRequired" | "always";
            /** @description Further parameters of the authorization request that this identity provider knows, such as `domain_hint`, `hd` or `kc_idp_hint`. Parameters that Wardkey sets itself are refused. When left out: none. */
            authorizationParameters?: {
                [key: string]: string;
            };
            /** @description `acr_values` to ask for. */
            acrValues?: string;
            /** @description How strongly people must have signed in there: every ID token must have one of these `acr` values. `acrValues` only asks; this setting checks. When left out: none. */
            requiredAcr?: string[];
            /** @description Whether the `login_hint` of an app is sent on to this identity provider. The app can then suggest who signs in, and the identity provider receives what the app writes. */
            forwardLoginHint?: boolean;
            /**
             * @description `prompt` to send at every login, such as `select_account`.
             * @enum {string}
             */
            prompt?: "login" | "select_account" | "consent";
            /** @description `claims` request parameter (OpenID Connect Core 5.5), for identity providers that put claims into ID tokens only on request. */
            claimsParameter?: {
                [key: string]: unknown;
            };
            /** @description Signature algorithms accepted in ID tokens, logout tokens and signed userinfo; asymmetric ones only. When left out: RS256. */
            idTokenSigningAlgorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
            /** @description The claims that find an account made beforehand at the first sign-in, tried in this order: `oid`, `email`, `sub` or another claim. `email` is compared with the account’s e-mail address, and only if it is verified; other claims are compared with the account’s external id. When left out: oid, then email. */
            accountMatch?: string[];
            /**
             * @description `automatic`: accountMatch links an account made beforehand at the first sign-in. `oneTimeCode`: accountMatch links nobody. The person uses a password or an invitation, and then enters a code that is mailed to the address of the account.
             * @enum {string}
             */
            linking?: "automatic" | "oneTimeCode";
            /** @description Schemes of other identity providers whose people this one may speak for. If accountMatch finds an account that is linked there, the account also gets a link to this identity provider. `sub` does not count for this, because another identity provider’s `sub` means nothing here. Without this setting an account that is linked elsewhere is never matched. When left out: none. */
            linkTo?: string[];
            /** @description Further claims that together identify a person and never change, beside issuer and subject; for Entra `tid` and `oid`. When left out: none. */
            alternateKeyClaims?: string[];
            /**
             * @description When an e-mail address may identify a person, for accounts and for searches. `never`. `whenVerified`: if the identity provider says that it is verified. `always`: whatever the identity provider says, because you vouch for the domains in trustEmailDomains.
             * @enum {string}
             */
            trustEmail?: "never" | "whenVerified" | "always";
            /** @description The e-mail domains this identity provider may vouch for. An address of another domain identifies nobody. Exact domains, without their subdomains. Needed with `trustEmail: always`, and where there are several identity providers. When left out: every domain with one identity provider; none with several. */
            trustEmailDomains?: string[];
            /** @description Whether another identity provider may vouch for the same e-mail domains. Both must set this to `true`. Each may then name every person of these domains. */
            shareEmailDomains?: boolean;
            /** @description Claims that say that the e-mail address is verified: by `true` (also as text; `xms_edov` also by `1`), or by a list with the address in it, such as `verified_primary_email`. When left out: email_verified, xms_edov. */
            verifiedEmailClaim?: string[];
            /** @description Further spellings of "verified" in those claims, for an identity provider with a spelling of its own, such as `TRUE`, `1` or `yes`. When left out: none. */
            verifiedEmailValues?: string[];
            /** @description Whether to make an account, without a password, at the first sign-in of an unknown person. */
            allowAutoProvision?: boolean;
            /** @description Make accounts only for members of one of these groups (object id or name, as the identity provider sends them). When left out: no group needed. */
            autoProvisionFromSecurityGroup?: string[];
            /** @description The claim that lists the person’s groups. */
            groupsClaim?: string;
            /**
             * @description What it means when the claim is missing. `none`: this identity provider leaves the claim out for people in no group. `unknown`: the groups are not known, so nobody is let in because of them. A list that is left out because it is too long never means `none`. When left out: unknown; none with `kind: keycloak`.
             * @enum {string}
             */
            absentGroups?: "none" | "unknown";
            /** @description The number of groups at which this identity provider shortens the list. A list with exactly this number is not trusted. When left out: none. */
            groupsLimit?: number;
            /**
             * @description When the groups are checked: `provisioning`, before an account is made; `everySignIn`, also at every later sign-in.
             * @enum {string}
             */
            securityGroupCheck?: "provisioning" | "everySignIn";
            /** @description Whether the access that a person has here through this identity provider ends when it refuses them: when they are in none of the groups any more, or come back with `access_denied` (at Entra also as not assigned: AADSTS50105). When left out: true where securityGroupCheck is everySignIn. */
            endAccessWhenRefused?: boolean;
            /** @description Minutes after which a refresh here asks the identity provider whether it still lets the person in, with the refresh token from the sign-in. When the answer is no (`invalid_grant`), the access that the person has here through it ends. Without this check, Wardkey does not learn when a person is disabled there. Needs a refresh token: most identity providers give one for `offline_access` in `scope`. While the identity provider does not answer, `fhirUser.whenUnavailable` decides. When left out: never asked. */
            revalidateMinutes?: number;
            /**
             * @description When a claim is missing: `keep` keeps the value from before; `mirror` removes it.
             * @enum {string}
             */
            sync?: "keep" | "mirror";
            /** @description Whether `given_name`, `family_name`, `preferred_username`, `locale` and `profile` are kept without being named in userClaimsFromIdToken. Apps get them by the scope `profile`. */
            keepProfileClaims?: boolean;
            /** @description Claims to keep with the account; overwritten at every sign-in. */
            userClaimsFromIdToken?: components["schemas"]["ClaimCopyDto"][];
            /** @description How to find the person’s Practitioner or Patient by search; all entries must match together. */
            fhirUserLookupClaimsMapping?: components["schemas"]["FhirUserLookupDto"][];
            /** @description A picture on the button, beside its name: the path of an .svg or .png file, or a `data:image/png;base64,` or `data:image/svg+xml;base64,` address; at most 64 KiB. In the database: a `data:` address. When left out: none. */
            logo?: string;
            /** @description E-mail domains whose people sign in here. With them the page asks for the e-mail address first and goes straight to the right identity provider. Exact domains, without their subdomains. When left out: none. */
            domains?: string[];
            /**
             * @description `localOnly`: signing out here ends only the session here. `singleSignout`: the browser then goes on to the identity provider, to sign out there, too.
             * @enum {string}
             */
            logoutMethod?: "localOnly" | "singleSignout";
            /**
             * @description What to do when Entra leaves groups out because there are too many. `off`: the groups stay unknown, and nobody is let in because of them. `graph`: Wardkey asks Microsoft Graph with its own registration (application permission GroupMember.Read.All).
             * @enum {string}
             */
            groupOverage?: "off" | "graph";
            /**
             * @description The Microsoft Graph that is asked: global, usGovernment, usGovernmentDoD or china. The hosts are fixed; Wardkey never uses an address in a token.
             * @enum {string}
             */
            graphCloud?: "global" | "usGovernment" | "usGovernmentDoD" | "china";
            /** @description Path of our redirect URI, if Wardkey is registered already with another path, such as `/process_sso`. When left out: `/federation/<scheme>/signin`. */
            callbackPath?: string;
        };
        IdentityProviderRepresentation: {
            /** @example hospital */
            scheme: string;
            /**
             * @description Where it is defined. This API does not change what the configuration file defines.
             * @enum {string}
             */
            origin: "file" | "database";
            /** @description Whether people may sign in there, if its definition can be used. */
            enabled: boolean;
            /** @description Why its definition is not used; `null` when it is. */
            problem: string | null;
            /** @description Problems of an identity provider of the file because of one in the database. The people concerned are refused. */
            besideOthers: components["schemas"]["FieldProblemRepresentation"][];
            /** @description The text of its button. */
            displayName: string | null;
            /**
             * @description The issuers under which its people are known.
             * @example [
             *       "https://login.hospital.example"
             *     ]
             */
            issuers: string[];
            addresses: components["schemas"]["AddressesToRegisterRepresentation"] | null;
            /**
             * @description The names of the secrets that are set. Their values are never shown.
             * @example [
             *       "clientSecret"
             *     ]
             */
            setSecrets: string[];
            /** @description Every setting but the secrets; `null` when its definition is not used. */
            settings: components["schemas"]["IdentityProviderSettingsRepresentation"] | null;
        };
        IdentityProviderListRepresentation: {
            /** @description In the order of their buttons. */
            identityProviders: components["schemas"]["IdentityProviderRepresentation"][];
        };
        CreateIdentityProviderDto: {
            /** @description Unique short name; part of the redirect URI to register: `<issuer>/federation/<scheme>/signin`. */
            scheme: string;
            /** @description The text of the button. When left out: the scheme. */
            displayName?: string;
            /**
             * @description The product of the identity provider, which sets defaults: generic, entraId, okta, auth0, surfconext, google, keycloak.
             * @enum {string}
             */
            kind?: "generic" | "entraId" | "okta" | "auth0" | "surfconext" | "google" | "keycloak";
            /** @description Whether people may sign in at this identity provider. Switching it off also stops logins that are under way. */
            enabled?: boolean;
            /** @description The issuer URL of the identity provider. Wardkey reads `/.well-known/openid-configuration` there. Not needed if `issuer`, `authorizationEndpoint`, `tokenEndpoint` and `jwksUri` are all set. */
            authority?: string;
            /** @description Our registration at the identity provider: client id. */
            clientId: string;
            /** @description Our registration at the identity provider: client secret. Not needed with `private_key_jwt` or `responseType: id_token`. */
            clientSecret?: string;
            /** @description Scopes to ask for, separated by spaces. */
            scope?: string;
            /**
             * @description `code`: authorization code. `id_token`: implicit with form_post, for Entra registrations that are set up so; it needs no client secret, but the token has at most five groups.
             * @enum {string}
             */
            responseType?: "code" | "id_token";
            /** @description Private keys for ID tokens that the identity provider encrypts: a JWK as JSON text, or a JWK Set with several (`wardkey provider keys` makes them). With several keys, tokens for the old key are still opened while you change keys. With this setting an ID token that is not encrypted is refused. */
            idTokenDecryptionKey?: string;
            /** @description Private keys for answers of the userinfo endpoint, in the same form. With this setting an answer that is not encrypted is refused. Without it, answers may be encrypted for `idTokenDecryptionKey`, or not encrypted. When left out: none. */
            userinfoDecryptionKey?: string;
            /** @description `issuer` to expect in ID tokens when it differs from the authority. When left out: the authority. */
            issuer?: string;
            /** @description `authorization_endpoint`. If this setting, the two below, and `issuer` or `authority` are set, people can sign in without the discovery document. When left out: discovered. */
            authorizationEndpoint?: string;
            /** @description `token_endpoint`. When left out: discovered. */
            tokenEndpoint?: string;
            /** @description `jwks_uri`: the signing keys of the identity provider. When left out: discovered. */
            jwksUri?: string;
            /** @description Other spellings of the issuer that mean the same identity provider. When left out: none. */
            issuerAliases?: string[];
            /** @description Ids of the directories (tenants) whose people may sign in, where one issuer serves many: `{tenantid}` in the issuer stands for each. Without this list nobody can sign in at such an identity provider. When left out: none. */
            tenants?: string[];
            /** @description `userinfo_endpoint`. When left out: discovered. */
            userinfoEndpoint?: string;
            /** @description `pushed_authorization_request_endpoint` (RFC 9126). When left out: discovered. */
            pushedAuthorizationRequestEndpoint?: string;
            /** @description `end_session_endpoint`, for `logoutMethod: singleSignout`. When left out: discovered. */
            endSessionEndpoint?: string;
            /**
             * @description `always`: also read claims at the userinfo endpoint; the ID token’s own claims win.
             * @enum {string}
             */
            userinfo?: "never" | "always";
            /**
             * @description How we authenticate at the token endpoint of the identity provider: client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt.
             * @enum {string}
             */
            clientAuthentication?: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt";
            /** @description Private key for `private_key_jwt`: a JWK as JSON text, with `x5t` or `x5t#S256` in it for Entra’s certificates; or a JWK Set, whose first key that may sign is used (`wardkey provider keys` makes them). The public part is published at `<issuer>/federation/<scheme>/jwks`. */
            clientPrivateKey?: string;
            /**
             * @description Pushed authorization requests (RFC 9126). `whenRequired`: if the discovery document says `require_pushed_authorization_requests`. `always`: whatever the document says.
             * @enum {string}
             */
            pushedAuthorizationRequests?: "whenRequired" | "always";
            /** @description Further parameters of the authorization request that this identity provider knows, such as `domain_hint`, `hd` or `kc_idp_hint`. Parameters that Wardkey sets itself are refused. When left out: none. */
            authorizationParameters?: {
                [key: string]: string;
            };
            /** @description `acr_values` to ask for. */
            acrValues?: string;
            /** @description How strongly people must have signed in there: every ID token must have one of these `acr` values. `acrValues` only asks; this setting checks. When left out: none. */
            requiredAcr?: string[];
            /** @description Whether the `login_hint` of an app is sent on to this identity provider. The app can then suggest who signs in, and the identity provider receives what the app writes. */
            forwardLoginHint?: boolean;
            /**
             * @description `prompt` to send at every login, such as `select_account`.
             * @enum {string}
             */
            prompt?: "login" | "select_account" | "consent";
            /** @description `claims` request parameter (OpenID Connect Core 5.5), for identity providers that put claims into ID tokens only on request. */
            claimsParameter?: {
                [key: string]: unknown;
            };
            /** @description Signature algorithms accepted in ID tokens, logout tokens and signed userinfo; asymmetric ones only. When left out: RS256. */
            idTokenSigningAlgorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
            /** @description The claims that find an account made beforehand at the first sign-in, tried in this order: `oid`, `email`, `sub` or another claim. `email` is compared with the account’s e-mail address, and only if it is verified; other claims are compared with the account’s external id. When left out: oid, then email. */
            accountMatch?: string[];
            /**
             * @description `automatic`: accountMatch links an account made beforehand at the first sign-in. `oneTimeCode`: accountMatch links nobody. The person uses a password or an invitation, and then enters a code that is mailed to the address of the account.
             * @enum {string}
             */
            linking?: "automatic" | "oneTimeCode";
            /** @description Schemes of other identity providers whose people this one may speak for. If accountMatch finds an account that is linked there, the account also gets a link to this identity provider. `sub` does not count for this, because another identity provider’s `sub` means nothing here. Without this setting an account that is linked elsewhere is never matched. When left out: none. */
            linkTo?: string[];
            /** @description Further claims that together identify a person and never change, beside issuer and subject; for Entra `tid` and `oid`. When left out: none. */
            alternateKeyClaims?: string[];
            /**
             * @description When an e-mail address may identify a person, for accounts and for searches. `never`. `whenVerified`: if the identity provider says that it is verified. `always`: whatever the identity provider says, because you vouch for the domains in trustEmailDomains.
             * @enum {string}
             */
            trustEmail?: "never" | "whenVerified" | "always";
            /** @description The e-mail domains this identity provider may vouch for. An address of another domain identifies nobody. Exact domains, without their subdomains. Needed with `trustEmail: always`, and where there are several identity providers. When left out: every domain with one identity provider; none with several. */
            trustEmailDomains?: string[];
            /** @description Whether another identity provider may vouch for the same e-mail domains. Both must set this to `true`. Each may then name every person of these domains. */
            shareEmailDomains?: boolean;
            /** @description Claims that say that the e-mail address is verified: by `true` (also as text; `xms_edov` also by `1`), or by a list with the address in it, such as `verified_primary_email`. When left out: email_verified, xms_edov. */
            verifiedEmailClaim?: string[];
            /** @description Further spellings of "verified" in those claims, for an identity provider with a spelling of its own, such as `TRUE`, `1` or `yes`. When left out: none. */
            verifiedEmailValues?: string[];
            /** @description Whether to make an account, without a password, at the first sign-in of an unknown person. */
            allowAutoProvision?: boolean;
            /** @description Make accounts only for members of one of these groups (object id or name, as the identity provider sends them). When left out: no group needed. */
            autoProvisionFromSecurityGroup?: string[];
            /** @description The claim that lists the person’s groups. */
            groupsClaim?: string;
            /**
             * @description What it means when the claim is missing. `none`: this identity provider leaves the claim out for people in no group. `unknown`: the groups are not known, so nobody is let in because of them. A list that is left out because it is too long never means `none`. When left out: unknown; none with `kind: keycloak`.
             * @enum {string}
             */
            absentGroups?: "none" | "unknown";
            /** @description The number of groups at which this identity provider shortens the list. A list with exactly this number is not trusted. When left out: none. */
            groupsLimit?: number;
            /**
             * @description When the groups are checked: `provisioning`, before an account is made; `everySignIn`, also at every later sign-in.
             * @enum {string}
             */
            securityGroupCheck?: "provisioning" | "everySignIn";
            /** @description Whether the access that a person has here through this identity provider ends when it refuses them: when they are in none of the groups any more, or come back with `access_denied` (at Entra also as not assigned: AADSTS50105). When left out: true where securityGroupCheck is everySignIn. */
            endAccessWhenRefused?: boolean;
            /** @description Minutes after which a refresh here asks the identity provider whether it still lets the person in, with the refresh token from the sign-in. When the answer is no (`invalid_grant`), the access that the person has here through it ends. Without this check, Wardkey does not learn when a person is disabled there. Needs a refresh token: most identity providers give one for `offline_access` in `scope`. While the identity provider does not answer, `fhirUser.whenUnavailable` decides. When left out: never asked. */
            revalidateMinutes?: number;
            /**
             * @description When a claim is missing: `keep` keeps the value from before; `mirror` removes it.
             * @enum {string}
             */
            sync?: "keep" | "mirror";
            /** @description Whether `given_name`, `family_name`, `preferred_username`, `locale` and `profile` are kept without being named in userClaimsFromIdToken. Apps get them by the scope `profile`. */
            keepProfileClaims?: boolean;
            /** @description Claims to keep with the account; overwritten at every sign-in. */
            userClaimsFromIdToken?: components["schemas"]["ClaimCopyDto"][];
            /** @description How to find the person’s Practitioner or Patient by search; all entries must match together. */
            fhirUserLookupClaimsMapping?: components["schemas"]["FhirUserLookupDto"][];
            /** @description A picture on the button, beside its name: the path of an .svg or .png file, or a `data:image/png;base64,` or `data:image/svg+xml;base64,` address; at most 64 KiB. In the database: a `data:` address. When left out: none. */
            logo?: string;
            /** @description E-mail domains whose people sign in here. With them the page asks for the e-mail address first and goes straight to the right identity provider. Exact domains, without their subdomains. When left out: none. */
            domains?: string[];
            /**
             * @description `localOnly`: signing out here ends only the session here. `singleSignout`: the browser then goes on to the identity provider, to sign out there, too.
             * @enum {string}
             */
            logoutMethod?: "localOnly" | "singleSignout";
            /**
             * @description What to do when Entra leaves groups out because there are too many. `off`: the groups stay unknown, and nobody is let in because of them. `graph`: Wardkey asks Microsoft Graph with its own registration (application permission GroupMember.Read.All).
             * @enum {string}
             */
            groupOverage?: "off" | "graph";
            /**
             * @description The Microsoft Graph that is asked: global, usGovernment, usGovernmentDoD or china. The hosts are fixed; Wardkey never uses an address in a token.
             * @enum {string}
             */
            graphCloud?: "global" | "usGovernment" | "usGovernmentDoD" | "china";
            /** @description Path of our redirect URI, if Wardkey is registered already with another path, such as `/process_sso`. When left out: `/federation/<scheme>/signin`. */
            callbackPath?: string;
        };
        WrittenIdentityProviderRepresentation: {
            /** @example hospital */
            scheme: string;
            /**
             * @description Where it is defined. This API does not change what the configuration file defines.
             * @enum {string}
             */
            origin: "file" | "database";
            /** @description Whether people may sign in there, if its definition can be used. */
            enabled: boolean;
            /** @description Why its definition is not used; `null` when it is. */
            problem: string | null;
            /** @description Problems of an identity provider of the file because of one in the database. The people concerned are refused. */
            besideOthers: components["schemas"]["FieldProblemRepresentation"][];
            /** @description The text of its button. */
            displayName: string | null;
            /**
             * @description The issuers under which its people are known.
             * @example [
             *       "https://login.hospital.example"
             *     ]
             */
            issuers: string[];
            addresses: components["schemas"]["AddressesToRegisterRepresentation"] | null;
            /**
             * @description The names of the secrets that are set. Their values are never shown.
             * @example [
             *       "clientSecret"
             *     ]
             */
            setSecrets: string[];
            /** @description Every setting but the secrets; `null` when its definition is not used. */
            settings: components["schemas"]["IdentityProviderSettingsRepresentation"] | null;
            /** @description What is accepted, but should be better. */
            warnings: components["schemas"]["FieldProblemRepresentation"][];
        };
        UpdateIdentityProviderDto: {
            /** @description The text of the button. When left out: the scheme. */
            displayName?: string | null;
            /**
             * @description The product of the identity provider, which sets defaults: generic, entraId, okta, auth0, surfconext, google, keycloak.
             * @enum {string|null}
             */
            kind?: "generic" | "entraId" | "okta" | "auth0" | "surfconext" | "google" | "keycloak" | null;
            /** @description The issuer URL of the identity provider. Wardkey reads `/.well-known/openid-configuration` there. Not needed if `issuer`, `authorizationEndpoint`, `tokenEndpoint` and `jwksUri` are all set. */
            authority?: string | null;
            /** @description Our registration at the identity provider: client id. */
            clientId?: string | null;
            /** @description Our registration at the identity provider: client secret. Not needed with `private_key_jwt` or `responseType: id_token`. */
            clientSecret?: string | null;
            /** @description Scopes to ask for, separated by spaces. */
            scope?: string | null;
            /**
             * @description `code`: authorization code. `id_token`: implicit with form_post, for Entra registrations that are set up so; it needs no client secret, but the token has at most five groups.
             * @enum {string|null}
             */
            responseType?: "code" | "id_token" | null;
            /** @description Private keys for ID tokens that the identity provider encrypts: a JWK as JSON text, or a JWK Set with several (`wardkey provider keys` makes them). With several keys, tokens for the old key are still opened while you change keys. With this setting an ID token that is not encrypted is refused. */
            idTokenDecryptionKey?: string | null;
            /** @description Private keys for answers of the userinfo endpoint, in the same form. With this setting an answer that is not encrypted is refused. Without it, answers may be encrypted for `idTokenDecryptionKey`, or not encrypted. When left out: none. */
            userinfoDecryptionKey?: string | null;
            /** @description `issuer` to expect in ID tokens when it differs from the authority. When left out: the authority. */
            issuer?: string | null;
            /** @description `authorization_endpoint`. If this setting, the two below, and `issuer` or `authority` are set, people can sign in without the discovery document. When left out: discovered. */
            authorizationEndpoint?: string | null;
            /** @description `token_endpoint`. When left out: discovered. */
            tokenEndpoint?: string | null;
            /** @description `jwks_uri`: the signing keys of the identity provider. When left out: discovered. */
            jwksUri?: string | null;
            /** @description Other spellings of the issuer that mean the same identity provider. When left out: none. */
            issuerAliases?: string[] | null;
            /** @description Ids of the directories (tenants) whose people may sign in, where one issuer serves many: `{tenantid}` in the issuer stands for each. Without this list nobody can sign in at such an identity provider. When left out: none. */
            tenants?: string[] | null;
            /** @description `userinfo_endpoint`. When left out: discovered. */
            userinfoEndpoint?: string | null;
            /** @description `pushed_authorization_request_endpoint` (RFC 9126). When left out: discovered. */
            pushedAuthorizationRequestEndpoint?: string | null;
            /** @description `end_session_endpoint`, for `logoutMethod: singleSignout`. When left out: discovered. */
            endSessionEndpoint?: string | null;
            /**
             * @description `always`: also read claims at the userinfo endpoint; the ID token’s own claims win.
             * @enum {string|null}
             */
            userinfo?: "never" | "always" | null;
            /**
             * @description How we authenticate at the token endpoint of the identity provider: client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt.
             * @enum {string|null}
             */
            clientAuthentication?: "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | null;
            /** @description Private key for `private_key_jwt`: a JWK as JSON text, with `x5t` or `x5t#S256` in it for Entra’s certificates; or a JWK Set, whose first key that may sign is used (`wardkey provider keys` makes them). The public part is published at `<issuer>/federation/<scheme>/jwks`. */
            clientPrivateKey?: string | null;
            /**
             * @description Pushed authorization requests (RFC 9126). `whenRequired`: if the discovery document says `require_pushed_authorization_requests`. `always`: whatever the document says.
             * @enum {string|null}
             */
            pushedAuthorizationRequests?: "whenRequired" | "always" | null;
            /** @description Further parameters of the authorization request that this identity provider knows, such as `domain_hint`, `hd` or `kc_idp_hint`. Parameters that Wardkey sets itself are refused. When left out: none. */
            authorizationParameters?: {
                [key: string]: string;
            } | null;
            /** @description `acr_values` to ask for. */
            acrValues?: string | null;
            /** @description How strongly people must have signed in there: every ID token must have one of these `acr` values. `acrValues` only asks; this setting checks. When left out: none. */
            requiredAcr?: string[] | null;
            /** @description Whether the `login_hint` of an app is sent on to this identity provider. The app can then suggest who signs in, and the identity provider receives what the app writes. */
            forwardLoginHint?: boolean | null;
            /**
             * @description `prompt` to send at every login, such as `select_account`.
             * @enum {string|null}
             */
            prompt?: "login" | "select_account" | "consent" | null;
            /** @description `claims` request parameter (OpenID Connect Core 5.5), for identity providers that put claims into ID tokens only on request. */
            claimsParameter?: {
                [key: string]: unknown;
            } | null;
            /** @description Signature algorithms accepted in ID tokens, logout tokens and signed userinfo; asymmetric ones only. When left out: RS256. */
            idTokenSigningAlgorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[] | null;
            /** @description The claims that find an account made beforehand at the first sign-in, tried in this order: `oid`, `email`, `sub` or another claim. `email` is compared with the account’s e-mail address, and only if it is verified; other claims are compared with the account’s external id. When left out: oid, then email. */
            accountMatch?: string[] | null;
            /**
             * @description `automatic`: accountMatch links an account made beforehand at the first sign-in. `oneTimeCode`: accountMatch links nobody. The person uses a password or an invitation, and then enters a code that is mailed to the address of the account.
             * @enum {string|null}
             */
            linking?: "automatic" | "oneTimeCode" | null;
            /** @description Schemes of other identity providers whose people this one may speak for. If accountMatch finds an account that is linked there, the account also gets a link to this identity provider. `sub` does not count for this, because another identity provider’s `sub` means nothing here. Without this setting an account that is linked elsewhere is never matched. When left out: none. */
            linkTo?: string[] | null;
            /** @description Further claims that together identify a person and never change, beside issuer and subject; for Entra `tid` and `oid`. When left out: none. */
            alternateKeyClaims?: string[] | null;
            /**
             * @description When an e-mail address may identify a person, for accounts and for searches. `never`. `whenVerified`: if the identity provider says that it is verified. `always`: whatever the identity provider says, because you vouch for the domains in trustEmailDomains.
             * @enum {string|null}
             */
            trustEmail?: "never" | "whenVerified" | "always" | null;
            /** @description The e-mail domains this identity provider may vouch for. An address of another domain identifies nobody. Exact domains, without their subdomains. Needed with `trustEmail: always`, and where there are several identity providers. When left out: every domain with one identity provider; none with several. */
            trustEmailDomains?: string[] | null;
            /** @description Whether another identity provider may vouch for the same e-mail domains. Both must set this to `true`. Each may then name every person of these domains. */
            shareEmailDomains?: boolean | null;
            /** @description Claims that say that the e-mail address is verified: by `true` (also as text; `xms_edov` also by `1`), or by a list with the address in it, such as `verified_primary_email`. When left out: email_verified, xms_edov. */
            verifiedEmailClaim?: string[] | null;
            /** @description Further spellings of "verified" in those claims, for an identity provider with a spelling of its own, such as `TRUE`, `1` or `yes`. When left out: none. */
            verifiedEmailValues?: string[] | null;
            /** @description Whether to make an account, without a password, at the first sign-in of an unknown person. */
            allowAutoProvision?: boolean | null;
            /** @description Make accounts only for members of one of these groups (object id or name, as the identity provider sends them). When left out: no group needed. */
            autoProvisionFromSecurityGroup?: string[] | null;
            /** @description The claim that lists the person’s groups. */
            groupsClaim?: string | null;
            /**
             * @description What it means when the claim is missing. `none`: this identity provider leaves the claim out for people in no group. `unknown`: the groups are not known, so nobody is let in because of them. A list that is left out because it is too long never means `none`. When left out: unknown; none with `kind: keycloak`.
             * @enum {string|null}
             */
            absentGroups?: "none" | "unknown" | null;
            /** @description The number of groups at which this identity provider shortens the list. A list with exactly this number is not trusted. When left out: none. */
            groupsLimit?: number | null;
            /**
             * @description When the groups are checked: `provisioning`, before an account is made; `everySignIn`, also at every later sign-in.
             * @enum {string|null}
             */
            securityGroupCheck?: "provisioning" | "everySignIn" | null;
            /** @description Whether the access that a person has here through this identity provider ends when it refuses them: when they are in none of the groups any more, or come back with `access_denied` (at Entra also as not assigned: AADSTS50105). When left out: true where securityGroupCheck is everySignIn. */
            endAccessWhenRefused?: boolean | null;
            /** @description Minutes after which a refresh here asks the identity provider whether it still lets the person in, with the refresh token from the sign-in. When the answer is no (`invalid_grant`), the access that the person has here through it ends. Without this check, Wardkey does not learn when a person is disabled there. Needs a refresh token: most identity providers give one for `offline_access` in `scope`. While the identity provider does not answer, `fhirUser.whenUnavailable` decides. When left out: never asked. */
            revalidateMinutes?: number | null;
            /**
             * @description When a claim is missing: `keep` keeps the value from before; `mirror` removes it.
             * @enum {string|null}
             */
            sync?: "keep" | "mirror" | null;
            /** @description Whether `given_name`, `family_name`, `preferred_username`, `locale` and `profile` are kept without being named in userClaimsFromIdToken. Apps get them by the scope `profile`. */
            keepProfileClaims?: boolean | null;
            /** @description Claims to keep with the account; overwritten at every sign-in. */
            userClaimsFromIdToken?: components["schemas"]["ClaimCopyDto"][] | null;
            /** @description How to find the person’s Practitioner or Patient by search; all entries must match together. */
            fhirUserLookupClaimsMapping?: components["schemas"]["FhirUserLookupDto"][] | null;
            /** @description A picture on the button, beside its name: the path of an .svg or .png file, or a `data:image/png;base64,` or `data:image/svg+xml;base64,` address; at most 64 KiB. In the database: a `data:` address. When left out: none. */
            logo?: string | null;
            /** @description E-mail domains whose people sign in here. With them the page asks for the e-mail address first and goes straight to the right identity provider. Exact domains, without their subdomains. When left out: none. */
            domains?: string[] | null;
            /**
             * @description `localOnly`: signing out here ends only the session here. `singleSignout`: the browser then goes on to the identity provider, to sign out there, too.
             * @enum {string|null}
             */
            logoutMethod?: "localOnly" | "singleSignout" | null;
            /**
             * @description What to do when Entra leaves groups out because there are too many. `off`: the groups stay unknown, and nobody is let in because of them. `graph`: Wardkey asks Microsoft Graph with its own registration (application permission GroupMember.Read.All).
             * @enum {string|null}
             */
            groupOverage?: "off" | "graph" | null;
            /**
             * @description The Microsoft Graph that is asked: global, usGovernment, usGovernmentDoD or china. The hosts are fixed; Wardkey never uses an address in a token.
             * @enum {string|null}
             */
            graphCloud?: "global" | "usGovernment" | "usGovernmentDoD" | "china" | null;
            /** @description Path of our redirect URI, if Wardkey is registered already with another path, such as `/process_sso`. When left out: `/federation/<scheme>/signin`. */
            callbackPath?: string | null;
        };
        TestSignInDto: {
            /**
             * @description The claims as the identity provider sends them: the payload of an ID token, with the claims of userinfo where it is read. `iss` may be left out.
             * @example {
             *       "sub": "248289761001",
             *       "email": "maria.lindqvist@hospital.example",
             *       "email_verified": true
             *     }
             */
            claims?: {
                [key: string]: unknown;
            };
            /** @description An ID token. Its signature, audience and expiry are checked and told, but the test goes on whatever they are. */
            idToken?: string;
            /**
             * @description The FHIR server for which an app wants tokens, by its name; the default one when absent.
             * @example records
             */
            fhirServer?: string;
        } & (unknown | unknown);
        DecidedAccountRepresentation: {
            /** @description Absent for an account that the sign-in would make. */
            id?: string;
            displayName?: string;
            email?: string;
        };
        DecidedFhirUserRepresentation: {
            /** @example https://fhir.hospital.example/r4/Practitioner/maria-lindqvist */
            reference: string;
            /** @enum {string} */
            source: "claim" | "account" | "lookup";
        };
        TrailEntryRepresentation: {
            /** @example account.match.email */
            step: string;
            /** @example no account has this value */
            finding: string;
            /** @enum {string} */
            mark: "passed" | "noted" | "refused";
            /** @description The FHIR search that was sent. */
            url?: string;
            /**
             * @description The setting that is the cause, where it is one.
             * @example identityProvider[hospital].accountMatch
             */
            setting?: string;
            /** @description The accounts that are meant, by their `id`. */
            accounts?: string[];
        };
        SignInTestRepresentation: {
            /**
             * @description `signIn`: into an account that exists. `provision`: an account would be made.
             * @enum {string}
             */
            outcome: "signIn" | "provision" | "refuse";
            account: components["schemas"]["DecidedAccountRepresentation"] | null;
            fhirUser: components["schemas"]["DecidedFhirUserRepresentation"] | null;
            /** @description Why the person would be refused. */
            reason: string | null;
            /** @description All that was checked, in order. */
            trail: components["schemas"]["TrailEntryRepresentation"][];
            /** @description What was found about the ID token; empty for claims. A sign-in refuses a token with a problem. */
            idToken: components["schemas"]["FindingRepresentation"][];
        };
        BeginTestSignInDto: {
            /**
             * @description The FHIR server for which an app wants tokens, by its name; the default one when absent.
             * @example records
             */
            fhirServer?: string;
        };
        BegunTestSignInRepresentation: {
            /** @description By which the result is read. */
            id: string;
            /**
             * Format: uri
             * @description The address to open in a browser, once.
             */
            address: string;
            /**
             * Format: date-time
             * @description Until then the result can be read.
             */
            expiresAt: string;
        };
        DecisionRepresentation: {
            /**
             * @description `signIn`: into an account that exists. `provision`: an account would be made.
             * @enum {string}
             */
            outcome: "signIn" | "provision" | "refuse";
            account: components["schemas"]["DecidedAccountRepresentation"] | null;
            fhirUser: components["schemas"]["DecidedFhirUserRepresentation"] | null;
            /** @description Why the person would be refused. */
            reason: string | null;
            /** @description All that was checked, in order. */
            trail: components["schemas"]["TrailEntryRepresentation"][];
        };
        TestFailureRepresentation: {
            /** @example response_not_trusted */
            reason: string;
            /** @example ID token: iss (or its tid) is not this identity provider */
            finding: string;
        };
        TestSignInRepresentation: {
            /**
             * @description `waiting`: the person has not come back yet.
             * @enum {string}
             */
            state: "waiting" | "decided" | "failed";
            decision: components["schemas"]["DecisionRepresentation"] | null;
            /** @description What the identity provider said about the person. */
            claims: {
                [key: string]: unknown;
            } | null;
            failure: components["schemas"]["TestFailureRepresentation"] | null;
        };
        FhirContextItemDto: {
            /**
             * @description A relative reference.
             * @example ImagingStudy/123
             */
            reference?: string;
            /** @description A canonical URL, with or without a version. */
            canonical?: string;
            /** @description A FHIR Identifier. */
            identifier?: {
                [key: string]: unknown;
            };
            /**
             * @description The resource type. Required when `reference` does not name it.
             * @example ImagingStudy
             */
            type?: string;
            /** @description An absolute URI; `launch` when absent. */
            role?: string;
        } | unknown | unknown | unknown;
        CreateLaunchContextDto: {
            /**
             * @description The app to open.
             * @example growth-chart
             */
            client_id: string;
            /**
             * Format: uri
             * @description One of the app’s registered launch addresses. Required when the app has several.
             */
            launch_uri?: string;
            /**
             * Format: uri
             * @description The base URL of the FHIR server. When absent, the default FHIR server.
             */
            iss?: string;
            /**
             * @description The only person who can use the launch: `Practitioner/1`, or its absolute URL on that FHIR server.
             * @example Practitioner/maria-lindqvist
             */
            user?: string;
            /**
             * @description The id of the patient whose record is open.
             * @example noah-jansen
             */
            patient?: string;
            /** @description The id of the encounter that is open. `patient` must name its patient. */
            encounter?: string;
            /** @description Further resources for which the app is opened. */
            fhirContext?: components["schemas"]["FhirContextItemDto"][];
            /** @description Whether the app must show the name of the patient (a patient banner). */
            need_patient_banner?: boolean;
            /** @description What the app is opened for, as a value that app and EHR have agreed on. */
            intent?: string;
            /**
             * Format: uri
             * @description The URL of a JSON file with colours and sizes for the app.
             */
            smart_style_url?: string;
            /** @description An identifier of the organisation, as the EHR writes it. */
            tenant?: string;
        };
        PreparedLaunchRepresentation: {
            /** @description The handle, for an EHR that builds the address itself. */
            launch: string;
            /**
             * Format: uri
             * @description The address to open in the person’s browser.
             */
            launch_url: string;
            /**
             * @description Seconds within which the app must use the launch.
             * @example 300
             */
            expires_in: number;
        };
        CallerRepresentation: {
            /** @example wardkey-admin */
            clientId: string;
            /** @description The account of the person; `null` without one. */
            accountId: string | null;
            /** @description The name of the person. */
            displayName: string | null;
            /** @description The roles of the person. */
            roles: ("administrator" | "help-desk" | "auditor" | "provisioning")[];
            /** @description What this token allows: its scopes, of a person those of roles. */
            permissions: string[];
        };
        RoleHolderRepresentation: {
            /**
             * Format: uuid
             * @description The `id` of the account.
             */
            accountId: string;
            /** @example Maria Lindqvist */
            displayName: string | null;
            /** @example maria.lindqvist@hospital.example */
            email: string | null;
            /**
             * @description Of the account.
             * @enum {string}
             */
            status: "active" | "deactivated";
            /** Format: date-time */
            since: string;
        };
        RoleRepresentation: {
            /** @enum {string} */
            name: "administrator" | "help-desk" | "auditor" | "provisioning";
            /** @description What it is for. */
            description: string;
            /** @description The scopes that its holders may use. */
            permissions: string[];
            /** @description Who has it, the longest holder first. */
            holders: components["schemas"]["RoleHolderRepresentation"][];
        };
        RoleListRepresentation: {
            roles: components["schemas"]["RoleRepresentation"][];
        };
        RolesDto: {
            /**
             * @example [
             *       "help-desk"
             *     ]
             */
            roles: ("administrator" | "help-desk" | "auditor" | "provisioning")[];
        };
        FirstAdministratorDto: {
            /** @description The code from the server log. */
            code: string;
        };
        BrandIdentifierDto: {
            /** @example urn:ietf:rfc:3986 */
            system?: string;
            /** @example https://hospital.example */
            value: string;
        };
        UserAccessBrandsDto: {
            /** @description A FHIR Bundle that contains only Organization and Endpoint resources, and at least one Organization. Each `endpoint` reference of an Organization must name an Endpoint in the bundle, and each Endpoint must be named by an Organization. A data-absent-reason must be `asked-declined` or `asked-unknown`. */
            bundle: {
                /** @enum {unknown} */
                resourceType: "Bundle";
                /** @enum {unknown} */
                type: "collection";
                /** Format: date-time */
                timestamp: string;
                entry: Record<string, never>[];
            } & {
                [key: string]: unknown;
            };
            /** @description Which brand of the bundle is this hospital. Required when the bundle has several brands. */
            identifier?: components["schemas"]["BrandIdentifierDto"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAccounts: {
        parameters: {
            query?: {
                /** @description `next` of the previous page. */
                cursor?: string;
                /** @description The most entries on a page. */
                limit?: number;
                /** @description The account with this address. Upper and lower case do not matter. */
                email?: string;
                externalId?: string;
                status?: "active" | "deactivated";
                /** @description Part of a name or e-mail address; no wildcards. */
                q?: string;
            };
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPageRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send the request again when its answer was lost (draft-ietf-httpapi-idempotency-key-header). A new value for each new request, such as a UUID. For 24 hours, the same key with the same content gets the first answer again; with other content it is refused (422), and while the first request is under way, too (409). */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAccountDto"];
            };
        };
        responses: {
            /** @description The new account. */
            201: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    /** @description The address of the new account. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The `Idempotency-Key` belongs to an earlier request with other content. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateAccountDto"];
                "application/json": components["schemas"]["UpdateAccountDto"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description `If-Match` is required. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    deactivateAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    activateAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    setFhirUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FhirUserDto"];
            };
        };
        responses: {
            /** @description The account as it is now. */
            200: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    clearFhirUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The `fhirUser` that an administrator set is cleared. */
            204: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listLinks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All links of the account. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkListRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    removeLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                linkId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    inviteAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
                /** @description Makes it safe to send the request again when its answer was lost (draft-ietf-httpapi-idempotency-key-header). A new value for each new request, such as a UUID. For 24 hours, the same key with the same content gets the first answer again; with other content it is refused (422), and while the first request is under way, too (409). */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation will be mailed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The `Idempotency-Key` belongs to an earlier request with other content. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    setLocalLogin: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the account when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocalLoginDto"];
            };
        };
        responses: {
            /** @description The new setting. */
            200: {
                headers: {
                    /** @description The present version of the account (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocalLoginRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description `next` of the previous page. */
                cursor?: string;
                /** @description The most entries on a page. */
                limit?: number;
                /** @description From this second on. */
                from?: string;
                /** @description Up to this second, which belongs to it. */
                to?: string;
                /** @description What happened. */
                event?: "login.succeeded" | "login.refused" | "login.failed" | "login.break_glass" | "account.provisioned" | "account.linked" | "account.created" | "account.changed" | "account.deactivated" | "account.reactivated" | "account.deleted" | "account.link_removed" | "account.invited" | "account.password_set" | "account.password_removed" | "account.local_login_changed" | "account.role_given" | "account.role_taken" | "activation.started" | "activation.code_sent" | "activation.refused" | "activation.left" | "mail.given_up" | "fhir_user.ended" | "fhir_user.changed" | "database.restored" | "audit.searched" | "audit.beginning_accepted" | "brands.published" | "brands.withdrawn" | "launch.prepared" | "launch.context_chosen" | "launch.refused" | "consent.given" | "consent.denied" | "token.issued" | "grant.revoked" | "access.ended" | "client.authentication_failed" | "client.added" | "client.changed" | "client.enabled" | "client.disabled" | "client.approved" | "client.removed" | "client.secret_added" | "client.secret_removed" | "client.token_previewed" | "client.unusable" | "client.logout_not_told" | "client.registered" | "client.registration_refused" | "client.registration_token_made" | "key.made" | "key.activated" | "key.retired" | "key.revoked" | "session.signed_out" | "session.ended_by_provider" | "provider.logout_refused" | "provider.added" | "provider.changed" | "provider.enabled" | "provider.disabled" | "provider.removed" | "provider.unusable" | "provider.tested" | "page.error";
                outcome?: "success" | "refused" | "failed";
                /** @description The code that says why. */
                reason?: string;
                /** @description The reference number that a page showed. */
                reference?: string;
                /** @description The `id` of an account, also of one that was deleted. */
                accountId?: string;
                /** @description The `id` of the account of the administrator who did it. */
                actorId?: string;
                /** @description An app or service. */
                clientId?: string;
                /** @description An identity provider. */
                scheme?: string;
                /** @description The FHIR server that has the patient, by its name. */
                fhirServer?: string;
                /** @description The `id` of the patient whose record was opened. */
                patient?: string;
                /** @description The network address that the request came from. */
                address?: string;
            };
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventPageRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readAuditEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The row. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyListRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKeyDto"];
            };
        };
        responses: {
            /** @description The keys as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyListRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    retireKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyListRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyListRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description `next` of the previous page. */
                cursor?: string;
                /** @description The most entries on a page. */
                limit?: number;
                /** @description Part of an id or a name; no wildcards. */
                q?: string;
                /** @description `unusable`: its definition has a problem, whatever its status. */
                status?: "enabled" | "disabled" | "pending" | "unusable";
                /** @description Where the client is defined. */
                origin?: "file" | "database";
            };
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientPageRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send the request again when its answer was lost (draft-ietf-httpapi-idempotency-key-header). A new value for each new request, such as a UUID. For 24 hours, the same key with the same content gets the first answer again; with other content it is refused (422), and while the first request is under way, too (409). */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateClientDto"];
            };
        };
        responses: {
            /** @description The new client. */
            201: {
                headers: {
                    /** @description The present version of the client (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    /** @description The address of the new client. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenClientRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The `Idempotency-Key` belongs to an earlier request with other content. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client. */
            200: {
                headers: {
                    /** @description The present version of the client (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    updateClient: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateClientDto"];
                "application/json": components["schemas"]["UpdateClientDto"];
            };
        };
        responses: {
            /** @description The client as it is now. */
            200: {
                headers: {
                    /** @description The present version of the client (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenClientRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description `If-Match` is required. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readClientConfiguration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The piece of configuration. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientConfigurationRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    enableClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client as it is now. */
            200: {
                headers: {
                    /** @description The present version of the client (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    disableClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client as it is now. */
            200: {
                headers: {
                    /** @description The present version of the client (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    approveClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client as it is now. */
            200: {
                headers: {
                    /** @description The present version of the client (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    addClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
                /** @description Makes it safe to send the request again when its answer was lost (draft-ietf-httpapi-idempotency-key-header). A new value for each new request, such as a UUID. For 24 hours, the same key with the same content gets the first answer again; with other content it is refused (422), and while the first request is under way, too (409). */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddClientSecretDto"];
            };
        };
        responses: {
            /** @description The secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewClientSecretRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The `Idempotency-Key` belongs to an earlier request with other content. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    removeClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the client when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                id: string;
                secretId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    previewToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewTokenDto"];
            };
        };
        responses: {
            /** @description What the client would get. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPreviewRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listFhirServers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All FHIR servers. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FhirServerListRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readFhirServer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The FHIR server. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FhirServerRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    checkFhirServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listIdentityProviders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All identity providers. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderListRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    createIdentityProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateIdentityProviderDto"];
            };
        };
        responses: {
            /** @description The new identity provider. */
            201: {
                headers: {
                    /** @description The present version of the identity provider (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    /** @description The address of the new identity provider. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenIdentityProviderRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    checkNewIdentityProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateIdentityProviderDto"];
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity provider. */
            200: {
                headers: {
                    /** @description The present version of the identity provider (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    deleteIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the identity provider when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity provider is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    updateIdentityProvider: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` that came with the identity provider when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). */
                "If-Match": string;
            };
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateIdentityProviderDto"];
                "application/json": components["schemas"]["UpdateIdentityProviderDto"];
            };
        };
        responses: {
            /** @description The identity provider as it is now. */
            200: {
                headers: {
                    /** @description The present version of the identity provider (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenIdentityProviderRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description `If-Match` is required. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    enableIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the identity provider when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity provider as it is now. */
            200: {
                headers: {
                    /** @description The present version of the identity provider (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    disableIdentityProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that came with the identity provider when it was read, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity provider as it is now. */
            200: {
                headers: {
                    /** @description The present version of the identity provider (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    checkIdentityProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    testSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestSignInDto"];
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInTestRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    beginTestSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scheme: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginTestSignInDto"];
            };
        };
        responses: {
            /** @description The test has begun. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunTestSignInRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readTestSignIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                scheme: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSignInRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    prepareLaunch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateLaunchContextDto"];
            };
        };
        responses: {
            /** @description The address to open. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreparedLaunchRepresentation"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    readCaller: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All roles. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleListRepresentation"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    listRolesOfAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the version that was read before (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its roles. */
            200: {
                headers: {
                    /** @description The present version of the list (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolesDto"];
                };
            };
            /** @description The present version is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    setRolesOfAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolesDto"];
            };
        };
        responses: {
            /** @description Its roles now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolesDto"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    claimFirstAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstAdministratorDto"];
            };
        };
        responses: {
            /** @description The person is administrator. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    publishBrands: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the answer by which the bundle was published, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserAccessBrandsDto"];
            };
        };
        responses: {
            /** @description The bundle that is now published. */
            200: {
                headers: {
                    /** @description The present version of the brands (RFC 9110 section 8.8.3). */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAccessBrandsDto"];
                };
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
    withdrawBrands: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the answer by which the bundle was published, a list of such tags, or `*` for any version (RFC 9110 section 13.1.1). Without this header the change is made whatever the present version is. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No brand bundle is published any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read, or one of its members is not accepted or not known; `errors` names the member. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request has no valid access token; see `WWW-Authenticate` (RFC 6750). */
            401: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource. */
            403: {
                headers: {
                    /** @description Why the token was refused (RFC 6750 section 3, RFC 9470 section 3). */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description There is no resource at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request conflicts with the present state; `errors` or `detail` says how. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The resource has changed since the version that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
            /** @description The request body has a media type, charset or content encoding that is not accepted. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRepresentation"];
                };
            };
        };
    };
}
