import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, lazy, type ReactNode, Suspense, use, useEffect, useRef, useState } from 'react';
import { useTranslate } from 'ra-core';
import { FACTS } from '../facts.js';
import { Code } from '../look/parts.js';
import { signIn, signOut } from '../sign-in/sign-in.js';
import type { Beginning } from './beginning.js';

/** Whoever only passes through the sign-in does not need the pages yet. */
const App = lazy(() => import('../App.js'));

/** What stands before the pages: whoever may go on sees nothing of it. */
export function Door({ beginning }: { beginning: Promise<Beginning> }) {
  return (
    <Suspense fallback={<Waiting />}>
      <Opened beginning={beginning} />
    </Suspense>
  );
}

function Opened({ beginning }: { beginning: Promise<Beginning> }) {
  const found = use(beginning);
  const [isOpen, setOpen] = useState(false);
  if (found.kind === 'ready' || (isOpen && found.kind === 'first')) return <App caller={found.caller} />;
  return <Explanation beginning={found} goOn={() => setOpen(true)} />;
}

function Waiting() {
  const translate = useTranslate();
  return (
    <Box component="main" sx={{ p: 4 }}>
      <p role="status">{translate('wardkey.loading')}</p>
    </Box>
  );
}

function Explanation({ beginning, goOn }: { beginning: Beginning; goOn(): void }) {
  const translate = useTranslate();
  const say = (key: string, facts?: object) => translate(`wardkey.door.${key}`, facts);
  switch (beginning.kind) {
    case 'nobody':
      return <Nobody />;
    case 'first':
      return (
        <Card title={say('firstTitle')}>
          <p>{say('firstText')}</p>
          <Button onClick={goOn}>{say('firstGo')}</Button>
        </Card>
      );
    case 'notFirst':
      return (
        <Card title={say('notFirstTitle')}>
          <p>{beginning.why}</p>
          <Button onClick={() => location.assign('/admin/')}>{say('firstGo')}</Button>
        </Card>
      );
    case 'noRole':
      return (
        <Card title={say('noRoleTitle')}>
          <p>{say('noRoleText', { name: beginning.caller.displayName ?? beginning.caller.accountId })}</p>
          <p>{say('noRoleWhatToDo')}</p>
          <p>
            {say('noRoleId')}: <Code>{beginning.caller.accountId}</Code>
          </p>
          <Buttons>
            <Button onClick={() => location.assign('/admin/')}>{say('reload')}</Button>
            <Button variant="outlined" onClick={() => void signOut()}>
              {translate('wardkey.signOut')}
            </Button>
          </Buttons>
        </Card>
      );
    case 'otherAddress': {
      const address = `${FACTS.issuer}/admin/`;
      return (
        <Card title={say('otherAddressTitle')}>
          <p>{say('otherAddressText')}</p>
          <p>
            <a href={address + location.hash}>{say('otherAddress', { address })}</a>
          </p>
        </Card>
      );
    }
    case 'beside':
      return (
        <Card title={say('besideTitle')}>
          <p>{say('besideText')}</p>
        </Card>
      );
    case 'signedOut':
      return (
        <Card title={say('signedOutTitle')}>
          <p>{say('signedOutText')}</p>
          <Button onClick={() => void signIn({ place: '' })}>{say('signIn')}</Button>
        </Card>
      );
    default:
      return (
        <Card title={say('failedTitle')}>
          <p>{say('why' in beginning && beginning.why ? 'unreachableText' : 'failedText')}</p>
          <Button onClick={() => location.assign('/admin/')}>{translate('wardkey.tryAgain')}</Button>
        </Card>
      );
  }
}

function Nobody() {
  const translate = useTranslate();
  const say = (key: string) => translate(`wardkey.door.${key}`);
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Whoever copies the whole address is understood, too.
    void signIn({ place: '', first: code.trim().replace(/^.*#first=/, '') });
  };
  return (
    <Card title={say('nobodyTitle')}>
      <p>{say('nobodyText')}</p>
      <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 2 }}>
        <TextField
          label={say('nobodyCode')}
          value={code}
          required
          autoComplete="off"
          onChange={({ target }) => setCode(target.value)}
        />
        <Button type="submit">{say('nobodyGo')}</Button>
      </Box>
      <p>{say('nobodyOr')}</p>
      <Code>wardkey account roles maria@hospital.example administrator</Code>
      <Button variant="outlined" onClick={() => void signIn({ place: '' })}>
        {say('nobodySignIn')}
      </Button>
    </Card>
  );
}

/** One column, as on the pages on which people sign in. */
function Card({ title, children }: { title: string; children: ReactNode }) {
  const translate = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = translate('wardkey.titleOf', { page: title, organisation: FACTS.organisation });
    heading.current?.focus();
  }, [title, translate]);
  return (
    <Box sx={{ maxWidth: '28rem', mx: 'auto', px: { xs: 2, sm: 0 }, py: { xs: 3, sm: 6 } }}>
      <Box component="header" sx={{ pb: 3 }}>
        <Box sx={{ fontWeight: 600 }}>{FACTS.organisation}</Box>
        <Box sx={{ color: 'text.secondary', fontSize: '0.875rem' }}>{translate('wardkey.title')}</Box>
      </Box>
      <Paper
        component="main"
        variant="outlined"
        sx={{
          p: { xs: 2, sm: 4 },
          display: 'grid',
          gap: 2,
          gridTemplateColumns: 'minmax(0, 1fr)',
          '& p': { m: 0 },
        }}
      >
        <Typography component="h1" variant="h1" ref={heading} tabIndex={-1}>
          {title}
        </Typography>
        {children}
      </Paper>
    </Box>
  );
}

function Buttons({ children }: { children: ReactNode }) {
  return <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>{children}</Box>;
}
