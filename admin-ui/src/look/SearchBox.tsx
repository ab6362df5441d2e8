import SearchIcon from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { useCanAccess, useNotify, useTranslate } from 'ra-core';
import { useNavigate } from 'react-router-dom';
import { accountsWith } from '../resources/accounts/places.js';
import { rowsOfReference } from '../resources/audit-events/data.js';
import { auditEvent, auditEventsWith } from '../resources/audit-events/places.js';
import { referenceIn } from '../resources/audit-events/reference.js';

/** One box: a reference number leads to its row of the audit log, anything else to the accounts with it. */
export function SearchBox() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const notify = useNotify();
  const accounts = useCanAccess({ resource: 'accounts', action: 'list' });
  const audit = useCanAccess({ resource: 'audit-events', action: 'list' });
  const [text, setText] = useState('');
  if (!accounts.canAccess && !audit.canAccess) return null;

  const find = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === '') return;
    const reference = audit.canAccess ? referenceIn(wanted) : undefined;
    if (reference === undefined) return accounts.canAccess ? navigate(accountsWith(wanted)) : undefined;
    try {
      const [row, another] = await rowsOfReference(reference);
      if (!row) notify('wardkey.search.noReference', { type: 'warning', messageArgs: { reference } });
      else await navigate(another ? auditEventsWith({ reference }) : auditEvent(row.id));
    } catch (error) {
      notify((error as Error).message, { type: 'error' });
    }
  };

  return (
    <Box
      component="form"
      role="search"
      onSubmit={(event) => void find(event)}
      sx={{ display: 'flex', gap: 1 }}
    >
      <TextField
        type="search"
        label={translate('wardkey.search.label')}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <IconButton type="submit" aria-label={translate('wardkey.search.button')}>
        <SearchIcon />
      </IconButton>
    </Box>
  );
}
