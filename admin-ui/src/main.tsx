import { createRoot } from 'react-dom/client';
import { Look } from './look/Look.js';
import { beginning } from './door/beginning.js';
import { Door } from './door/Door.js';

createRoot(document.getElementById('page')!).render(
  <Look>
    <Door beginning={beginning()} />
  </Look>,
);
