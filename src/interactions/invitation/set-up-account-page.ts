import type { NewPasswordProblem } from '#src/words/codes.js';
import type { ConnectForm } from '../activation/activation-pages.js';
import type { AnyPage } from '../views/page-parts.js';

/** The page behind an invitation link. The password: `POST <action>` with `csrf`, `password` and `again`. */
export interface SetUpAccountPage extends AnyPage {
  kind: 'setUpAccount';
  connect?: ConnectForm;
  password?: { action: string; csrf: string; minimumLength: number; problem?: NewPasswordProblem };
}
