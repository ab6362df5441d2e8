import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useLocaleState, useTranslate } from 'ra-core';
import { chooseLanguage, i18nProvider, type Language } from '../words/i18n.js';

export function LanguageChoice() {
  const translate = useTranslate();
  const [language, setLanguage] = useLocaleState();
  return (
    <TextField
      select
      label={translate('wardkey.language')}
      value={language}
      onChange={({ target }) => {
        chooseLanguage(target.value as Language);
        setLanguage(target.value);
      }}
    >
      {i18nProvider.getLocales?.().map(({ locale, name }) => (
        <MenuItem key={locale} value={locale} lang={locale}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
