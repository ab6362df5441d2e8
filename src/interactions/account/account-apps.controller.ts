import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { type AppAccess, AppsWithAccess } from '#src/authorization-server/session/apps-with-access.js';
import { BrowserSession } from '#src/authorization-server/session/browser-session.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { OtherResources } from '#src/authorization-server/authorize/other-resources.js';
import { instantOf } from '#src/clock/instant.js';
import { Settings } from '#src/config/settings/settings.js';
import { WORDS } from '#src/words/languages.js';
import { scopeInWords } from '../consent/scope-in-words.js';
import { Csrf } from '../pending/csrf.js';
import { learntByOwnScopes } from '../consent/own-scopes.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';
import type { AppOnPage } from './apps-page.js';

/**
 * The page on which a person sees which apps have access to which data, and ends that access. It is the
 * `management_endpoint` of SMART App Launch.
 */
@Controller('account')
@UseFilters(PageErrorFilter)
export class AccountAppsController {
  constructor(
    private readonly sessions: BrowserSession,
    private readonly apps: AppsWithAccess,
    private readonly accounts: AccountStore,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
    private readonly resources: OtherResources,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const session = await this.sessions.find(request, response);
    if (!session) {
      response.redirect(303, this.sessions.signInAddress());
      return;
    }
    await this.show(session, response);
  }

  /**
   * Where the browser arrives after the sign-in. It does not go to the list at once: if the sign-in made no session,
   * the list would send it to the sign-in again, without end.
   */
  @Get('signed-in')
  async arrive(
    @Req() request: Request,
    @Res() response: Response,
    @Query('error') error?: unknown,
  ): Promise<void> {
    const session = await this.sessions.find(request, response);
    if (!session)
      throw new InteractionNotActiveError(`no person is signed in (${String(error ?? 'no error')})`);
    response.redirect(303, '/account');
  }

  @Post('apps/:id/end')
  async end(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const session = await this.sessions.find(request, response);
    if (!session) {
      response.redirect(303, '/account');
      return;
    }
    if (!this.csrf.matches(formName(session.uid), form.csrf)) throw new ForbiddenException();
    const ended = await this.apps.end(session.accountId, id);
    if (ended) {
      await this.audit.record({
        event: 'grant.revoked',
        outcome: 'success',
        accountId: session.accountId,
        clientId: ended.clientId,
      });
    }
    await this.show(session, response, ended?.clientName);
  }

  private async show(
    session: { uid: string; accountId: string },
    response: Response,
    ended?: string,
  ): Promise<void> {
    const account = await this.accounts.findById(session.accountId);
    const csrf = this.csrf.token(formName(session.uid));
    const page = this.pages.render({
      kind: 'apps',
      person: { name: account?.displayName ?? account?.email ?? WORDS.pages.personWithoutName },
      apps: (await this.apps.list(session.accountId)).map((access) => this.onPage(access, csrf)),
      ...(ended ? { ended } : {}),
      signOutHref: '/logout',
    });
    sendPage(response, page);
  }

  private onPage(
    { id, clientName, fhirUser, scopes, since, lastUsed, offline, remembered, dormant }: AppAccess,
    csrf: string,
  ): AppOnPage {
    const titles = [
      ...scopes.flatMap((scope) => kindOfData(scope) ?? this.resources.descriptionOf(scope) ?? []),
      ...learntByOwnScopes(this.settings.scopes, { scopes }),
    ];
    return {
      name: clientName,
      action: `/account/apps/${id}/end`,
      csrf,
      what: [...new Set(titles)],
      ...(fhirUser && scopes.includes('fhirUser') ? { knownAs: fhirUser } : {}),
      since: instantOf(since),
      ...(lastUsed ? { lastUsed: instantOf(lastUsed) } : {}),
      offline,
      remembered,
      dormant,
    };
  }
}

/**
 * The kind of data of a scope, for example "Conditions". When only a part was allowed: "Conditions (only the problem
 * list)".
 */
function kindOfData(scope: string): string | undefined {
  const { title, detail } = scopeInWords(scope) ?? {};
  return title !== undefined && detail !== undefined ? WORDS.consent.partly(title, detail) : title;
}

/** The CSRF token of a form on this page is valid for one session only. */
const formName = (sessionUid: string): string => `account:${sessionUid}`;
