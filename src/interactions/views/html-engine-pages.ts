import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import {
  EnginePages,
  type SelfSendingForm,
  type TurnedAwayBecause,
} from '#src/authorization-server/engine/engine-pages.js';
import { newReference } from '#src/crypto/handle.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { Pages } from './organisation-pages.js';
import type { RefusalSituation } from '#src/words/codes.js';

const SITUATION: Record<TurnedAwayBecause, RefusalSituation> = {
  tooMany: 'tooBusy',
  noRoom: 'tooBusy',
  tooLarge: 'tooLong',
  notSaved: 'somethingWentWrong',
  saturated: 'tooBusy',
};

/** The engine’s pages, drawn like all other pages of this server. */
@Injectable()
export class HtmlEnginePages extends EnginePages {
  private readonly log = new Logger('Pages');

  constructor(
    private readonly pages: Pages,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  async error(facts: {
    error: string;
    description?: string;
    detail?: string;
    cause: unknown;
    request: IncomingMessage;
  }): Promise<string> {
    const reference = newReference();
    const situation = situationOf(facts);
    const found = await this.audit.recordOrLog({
      event: 'page.error',
      outcome: situation === 'somethingWentWrong' ? 'failed' : 'refused',
      reason: facts.error.slice(0, 64),
      reference,
      trail: [
        {
          step: 'engine',
          finding: [facts.description, facts.detail].filter(Boolean).join('; ') || errorForLog(facts.cause),
        },
      ],
    });
    return this.pages.render({
      kind: 'refusal',
      situation,
      // A reference number is of no use when the audit log has no row for it.
      ...(found ? { reference } : {}),
      ...(situation === 'appMistake'
        ? { details: [facts.error, facts.description].filter(Boolean).join(': ') }
        : {}),
    });
  }

  turnedAway(because: TurnedAwayBecause): string {
    return this.pages.render({ kind: 'refusal', situation: SITUATION[because] });
  }

  signOut(facts: { action: string; hidden: Record<string, string>; clientName?: string }): string {
    return this.pages.render({
      kind: 'signOut',
      action: facts.action,
      hidden: facts.hidden,
      ...(facts.clientName ? { app: { name: facts.clientName } } : {}),
    });
  }

  continueByForm(form: SelfSendingForm): string {
    return this.pages.render({ kind: 'continueByForm', ...form });
  }

  signedOut(facts: { clientName?: string; clientUri?: string }): string {
    return this.pages.render({
      kind: 'signedOut',
      ...(facts.clientName ? { app: { name: facts.clientName } } : {}),
      ...(facts.clientUri ? { returnHref: facts.clientUri } : {}),
    });
  }
}

/**
 * Which page an error of the engine leads to. An old tab or the Back button is the person’s doing; every other error
 * that ends here comes from how the app was set up.
 */
function situationOf(facts: { error: string; cause: unknown }): RefusalSituation {
  if (facts.error === 'server_error') return 'somethingWentWrong';
  if (facts.error === 'temporarily_unavailable') return 'tooBusy';
  const name = (facts.cause as { name?: string } | undefined)?.name;
  return name === 'SessionNotFound' ? 'noLongerActive' : 'appMistake';
}
