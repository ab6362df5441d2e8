import Box from '@mui/material/Box';
import { maxLength, useTranslate } from 'ra-core';
import { TextInput } from 'react-admin';

const MOST = { displayName: 255, email: 320, externalId: 255, externalIdScheme: 64, fhirUser: 1024 };

/** The fields of an account that administrators write. What the API does not accept it says at the field. */
export function AccountFields() {
  const translate = useTranslate();
  const field = (source: keyof typeof MOST, type?: string) => (
    <TextInput
      source={source}
      label={translate(`resources.accounts.fields.${source}`)}
      helperText={source === 'displayName' ? false : translate(`resources.accounts.hints.${source}`)}
      validate={maxLength(MOST[source])}
      variant="outlined"
      parse={(value: string) => value}
      {...(type ? { type } : {})}
      autoComplete="off"
    />
  );
  return (
    <Box sx={{ display: 'grid', gap: 2, maxWidth: '36rem', width: '100%' }}>
      {field('displayName')}
      {field('email', 'email')}
      {field('fhirUser')}
      {field('externalId')}
      {field('externalIdScheme')}
    </Box>
  );
}
