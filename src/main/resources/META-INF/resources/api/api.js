// The document is the one that the tests compare with the service.
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', validatorUrl: null });
