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
                event?: "login.succeeded" | "login.refused" | "login.failed" | "login.break_glass" | "account.provisioned" | "account.linked" | "account.created" | "account.changed" | "account.deactivated" | "account.reactivated" | "account.deleted" | "account.link_removed" | "account.invited" | "account.password_set" | "account.password_removed" | "account.local_login_changed" | "account.role_given" | "account.role_taken" | "activation.started" | "activation.code_sent" | "activation.refused" | "activation.left" | "mail.given_up" | "fhir_user.ended" | "fhir_user.changed" | "database.restored" | "audit.searched" | "audit.beginning_accepted" | "brands.published" | "brands.withdrawn" | "launch.prepared" | "launch.context_chosen" | "launch.refused" | "consent.given" | "consent.denied" | "token.issued" | "grant.revoked" | "access.ended" | "client.authentication_failed" | "client.added" | "client.changed" | "client.enabled" | "client.disabled" | "client.approved" | "client.removed" | "client.secret_added" | "client.secret_removed" | "client.token_previewed" | "client.unusable" | "client.logout_not_told" | "client.registered" | "client.registration_refused" | "client.registration_token_made" | "key.made" | "key.activated" | "key.retired" | "key.revoked" | "session.signed_out" | "session.ended_by_provider" | "provider.logout_refused" | "provider.added" | "provider.changed" | "provider.enabled" | "provider.disabled" | "provider.removed" | "provider.unusable" | "page.error";
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
