import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useSaveContext, useTranslate } from 'ra-core';
import { useFormState } from 'react-hook-form';
import { Link } from 'react-router-dom';

/** The end of a form: one button that says what it does, and the way out. */
export function FormActions({ save, cancel }: { save: string; cancel: string }) {
  const translate = useTranslate();
  const { saving } = useSaveContext();
  const { isSubmitting } = useFormState();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 3 }}>
      <Button type="submit" disabled={saving || isSubmitting}>
        {save}
      </Button>
      <Button component={Link} to={cancel} variant="outlined">
        {translate('ra.action.cancel')}
      </Button>
    </Box>
  );
}
