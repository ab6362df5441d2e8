import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslate } from 'ra-core';
import { Notice } from '../look/parts.js';
import { wishes } from './again.js';
import { OtherPersonError, signInBeside } from './sign-in.js';

/**
 * Asks the person to sign in again, in a window of its own. This is one of the few places where a page will not do: the
 * page with what was typed in must stay.
 */
export function AgainDialog() {
  const translate = useTranslate();
  const wish = useSyncExternalStore(wishes.subscribe, wishes.present);
  const [problem, setProblem] = useState<'failed' | 'otherPerson' | 'blocked'>();
  useEffect(() => setProblem(undefined), [wish]);
  if (!wish) return null;
  const go = async () => {
    setProblem(undefined);
    try {
      if (await signInBeside({ fresh: wish.reason === 'recent' })) wish.done();
      else setProblem('blocked');
    } catch (error) {
      setProblem(error instanceof OtherPersonError ? 'otherPerson' : 'failed');
    }
  };
  return (
    <Dialog
      open
      onClose={wish.leave}
      aria-labelledby="again-title"
      aria-describedby="again-text"
      transitionDuration={0}
    >
      <DialogTitle id="again-title" component="h2">
        {translate(`wardkey.again.${wish.reason}Title`)}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <DialogContentText id="again-text">{translate(`wardkey.again.${wish.reason}Text`)}</DialogContentText>
        {problem && <Notice role="alert">{translate(`wardkey.again.${problem}`)}</Notice>}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3, flexWrap: 'wrap', gap: 1 }}>
        <Button variant="outlined" onClick={wish.leave}>
          {translate('wardkey.again.leave')}
        </Button>
        <Button onClick={() => void go()} autoFocus>
          {translate('wardkey.again.go')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
