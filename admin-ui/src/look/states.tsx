import Button from '@mui/material/Button';
import { useTranslate } from 'ra-core';
import { Page } from './parts.js';

export function Loading() {
  const translate = useTranslate();
  return <p role="status">{translate('wardkey.loading')}</p>;
}

export function NotFound() {
  return <Page title={useTranslate()('ra.page.not_found')}>{null}</Page>;
}

export function AccessDenied() {
  const translate = useTranslate();
  return <Page title={translate('ra.page.access_denied')}>{translate('wardkey.notAllowed')}</Page>;
}

/** A mistake of this page. What it was is in the console of the browser. */
export function Problem({ resetErrorBoundary }: { resetErrorBoundary(cause: unknown): void }) {
  const translate = useTranslate();
  return (
    <Page title={translate('ra.page.error')}>
      <span>{translate('ra.message.error')}</span>
      <span>
        <Button onClick={() => resetErrorBoundary(undefined)}>{translate('wardkey.tryAgain')}</Button>
      </span>
    </Page>
  );
}
