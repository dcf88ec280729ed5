// Starts the API reference page. Everything it loads comes from this server: no validator, no outside request.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

SwaggerUIBundle({
  url: '/docs/json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: false,
  validatorUrl: null,
  withCredentials: true,
  syntaxHighlight: { theme: 'agate' },
  layout: 'BaseLayout',
  presets: [SwaggerUIBundle.presets.apis],
});
