import Box from '@mui/material/Box';
import { useTranslate } from 'ra-core';

/** What a role allows, in words, folded away. */
export function RoleAllows({ permissions }: { permissions: string[] }) {
  const translate = useTranslate();
  return (
    <details>
      <Box
        component="summary"
        sx={{ py: 1, cursor: 'pointer', color: 'secondary.main', width: 'fit-content' }}
      >
        {translate('wardkey.roles.allows')}
      </Box>
      <Box component="ul" sx={{ m: 0, pl: 3 }}>
        {permissions.map((one) => (
          <li key={one}>{translate(`wardkey.permissions.${one.replace('__wardkey/', '')}`, { _: one })}</li>
        ))}
      </Box>
    </details>
  );
}
